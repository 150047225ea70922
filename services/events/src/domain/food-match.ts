/**
 * How well a name fits a query, 0 to 1, on the catalogue's scale: 1 the same words, above 0.5 every word found. Each word
 * of the query must be in the name: whole, as a beginning, or with a slip of the finger.
 */
export function matchScore(query: string, name: string): number {
  const wanted = wordsOf(query)
  const words = [...new Set(wordsOf(name))]
  if (wanted.length === 0 || words.length === 0) return 0
  let total = 0
  for (const [place, word] of wanted.entries()) {
    const best = Math.max(
      ...words.map((each, at) => wordScore(word, each) - (place === 0 && at > 0 ? 0.1 : 0)),
    )
    if (best <= 0.3) return 0
    total += best
  }
  const extraWords = Math.max(0, words.length - wanted.length)
  return Math.max(0.05, Math.min(1, total / wanted.length - 0.03 * extraWords))
}

export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}%]+/u)
    .filter(Boolean)
}

function wordScore(wanted: string, word: string): number {
  if (wanted === word) return 1
  if (word.startsWith(wanted)) return 0.9
  const slips = wanted.length >= 7 ? 2 : wanted.length >= 4 ? 1 : 0
  if (slips === 0) return 0
  const distance = Math.min(
    editDistance(wanted, word, slips),
    editDistance(wanted, word.slice(0, wanted.length), slips),
  )
  return distance <= slips ? 0.8 - 0.1 * distance : 0
}

/**
 * Levenshtein distance in which two neighbours that changed places are one step (optimal string alignment). It stops
 * counting above `most`.
 */
export function editDistance(a: string, b: string, most = Infinity): number {
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return Math.min(
    stepsBetween(a.slice(start, a.length - end), b.slice(start, b.length - end), most),
    most + 1,
  )
}

function stepsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Infinity
  if (a.length <= 1 && b.length <= 1) return Math.max(a.length, b.length)
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const steps = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next.push(swapped ? Math.min(steps, before[j - 2]! + 1) : steps)
    }
    // What comes is made of these two rows alone.
    if (Math.min(...row) > most && Math.min(...next) > most) return Infinity
    before = row
    row = next
  }
  return row[b.length]!
}
