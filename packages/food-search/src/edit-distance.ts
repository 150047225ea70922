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

/** Whether one step at most leads from one word to the other, found in one pass without a table. */
export function isOneStepApart(a: string, b: string): boolean {
  const difference = a.length - b.length
  if (difference > 1 || difference < -1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  const shorter = Math.min(a.length, b.length)
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const restA = a.length - start - end
  const restB = b.length - start - end
  if (restA <= 1 && restB <= 1) return true
  return restA === 2 && restB === 2 && a[start] === b[start + 1] && a[start + 1] === b[start]
}
