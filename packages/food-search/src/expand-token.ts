import { editDistance } from './edit-distance.ts'

/** A word of the catalogue that a token may mean, and how well it fits, 0 to 1. */
export interface Expansion {
  word: string
  quality: number
}

/** A word near a token and how many foods have it. */
export interface NearWord {
  word: string
  foodCount: number
}

const MOST = 12
/** A letter or two begin so many words that only the commonest are meant. */
const MOST_FOR_SHORT = 5
/** Below so many foods an exact word may itself be somebody's typo. */
const TRUSTED_COUNT = 3

/**
 * What a typed token may mean, best first: the word itself, words it begins, and words one typo away (two in words of eight
 * letters or more) that begin alike: a far-fetched food is worse than none. A word of several foods is no typo; a rare one may be.
 */
export function expandToken(token: string, near: readonly NearWord[], isLast: boolean): Expansion[] {
  const exact = near.find(({ word }) => word === token)
  const isTrusted = exact !== undefined && exact.foodCount >= TRUSTED_COUNT
  const isInitial = /^\p{L}$/u.test(token)
  const found = near.flatMap(({ word, foodCount }) => {
    const quality =
      word === token && !isInitial
        ? 1
        : Math.max(
            isLast || !exact ? (exact ? 0.8 : 1) * prefixQuality(token, word) : 0,
            isTrusted ? 0 : (exact ? 0.6 : 1) * typoQuality(token, word),
          )
    return quality > 0 ? [{ word, foodCount, quality }] : []
  })
  found.sort((a, b) =>
    token.length <= 2
      ? Number(b.quality === 1) - Number(a.quality === 1) || b.foodCount - a.foodCount
      : b.quality - a.quality || b.foodCount - a.foodCount || (a.word < b.word ? -1 : 1),
  )
  return found
    .slice(0, token.length <= 2 ? MOST_FOR_SHORT : MOST)
    .map(({ word, quality }) => ({ word, quality }))
}

function prefixQuality(token: string, word: string): number {
  return word.startsWith(token) ? 0.7 + 0.25 * (token.length / word.length) : 0
}

function typoQuality(token: string, word: string): number {
  if (token.length < 4 || word.length < 3 || token[0] !== word[0] || /\d/.test(token)) return 0
  const allowed = token.length >= 8 ? 2 : 1
  if (Math.abs(token.length - word.length) > allowed) return 0
  const distance = editDistance(token, word)
  if (distance > allowed || (token.length === 4 && isOtherLetter(token, word))) return 0
  return distance === 1 ? 0.83 : 0.65
}

/** In four letters another letter makes another word: skyr is no skor. */
function isOtherLetter(token: string, word: string): boolean {
  return token.length === word.length && [...token].sort().join('') !== [...word].sort().join('')
}
