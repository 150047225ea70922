import { editDistance } from './edit-distance.ts'

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
