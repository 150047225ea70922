import { editDistance, isOneStepApart } from './edit-distance.ts'

/** A word of the foods that a token may mean, and how well it fits, 0 to 1. */
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
/** A letter or two begin so many words that only the commonest are meant, and more when other words say of what. */
const MOST_FOR_SHORT = 5
const MOST_FOR_SHORT_BESIDE = 40
/** Below so many foods an exact word may itself be somebody's typo. */
const TRUSTED_COUNT = 3
/** The last half of a compound says what it is ("Vollkornbrot"), the first only what of. */
const HEAD_OF_COMPOUND = 0.8
const PART_OF_COMPOUND = 0.6
/** Letters of a word in which two slips are forgiven. */
export const TWO_SLIPS = 8
const SLIP_IN_FIRST_LETTER = 0.7
const SLIP_IN_BEGINNING = 0.6

/**
 * What a typed token may mean, best first: the word itself, words it begins, words one typo away (two in words of eight
 * letters or more), and words it is a part of. A slip in the first letter is taken for one only when nothing else was found:
 * a far-fetched food is worse than none. A word of several foods is no typo; a rare one may be.
 */
export function expandToken(
  token: string,
  near: readonly NearWord[],
  { isLast, isAlone }: { isLast: boolean; isAlone: boolean },
): Expansion[] {
  const exact = near.find(({ word }) => word === token)
  const isTrusted = exact !== undefined && exact.foodCount >= TRUSTED_COUNT
  const isInitial = /^\p{L}$/u.test(token)
  const expand = (qualityOf: (word: string) => number) =>
    near.flatMap(({ word, foodCount }) => {
      const quality = qualityOf(word)
      return quality > 0 ? [{ word, foodCount, quality }] : []
    })
  let found = expand((word) =>
    word === token && !isInitial
      ? 1
      : Math.max(
          isLast || !exact ? (exact ? 0.8 : 1) * prefixQuality(token, word) : 0,
          isTrusted ? 0 : (exact ? 0.6 : 1) * typoQuality(token, word),
          compoundQuality(token, word),
        ),
  )
  if (found.length === 0) found = expand((word) => beginningQuality(token, word))
  if (!found.some(({ quality }) => quality > PART_OF_COMPOUND))
    found.push(...expand((word) => firstLetterQuality(token, word)))
  found.sort((a, b) =>
    token.length <= 2
      ? Number(b.quality === 1) - Number(a.quality === 1) || b.foodCount - a.foodCount
      : b.quality - a.quality || b.foodCount - a.foodCount || (a.word < b.word ? -1 : 1),
  )
  return found
    .slice(0, token.length > 2 ? MOST : isAlone ? MOST_FOR_SHORT : MOST_FOR_SHORT_BESIDE)
    .map(({ word, quality }) => ({ word, quality }))
}

/** Whether `expandToken` may find the word for the token: cheap, for looking through many words. */
export function isNearWord(token: string, word: string): boolean {
  if (word.includes(token))
    return word.startsWith(token) || isPartOfCompound(token, word) || isWithoutFirst(token, word)
  if (token.length < 4 || word.length < 3) return false
  return isOneStepApart(token, word) || isOneStepApart(token, word.slice(0, token.length))
}

/** The same for two typos, which costs more. */
export function isTwoTyposAway(token: string, word: string): boolean {
  return (
    token.length >= TWO_SLIPS &&
    Math.abs(token.length - word.length) <= 2 &&
    editDistance(token, word, 2) <= 2
  )
}

function prefixQuality(token: string, word: string): number {
  return word.startsWith(token) ? 0.7 + 0.25 * (token.length / word.length) : 0
}

function typoQuality(token: string, word: string): number {
  if (token.length < 4 || word.length < 3 || token[0] !== word[0] || /\d/.test(token)) return 0
  const allowed = token.length >= TWO_SLIPS ? 2 : 1
  const distance = editDistance(token, word, allowed)
  if (distance > allowed || (token.length === 4 && isOtherLetter(token, word))) return 0
  return distance === 1 ? 0.83 : 0.65
}

/** "hicken" and "ilk" lack their first letter, "vanana" has another, "slamon" two that changed places. */
function firstLetterQuality(token: string, word: string): number {
  if (token[0] === word[0] || /\d/.test(token) || token.length < 3) return 0
  if (isWithoutFirst(token, word)) return SLIP_IN_FIRST_LETTER
  const allowed = token.length >= TWO_SLIPS ? 2 : 1
  return token.length >= 5 && editDistance(token, word, allowed) <= allowed ? SLIP_IN_FIRST_LETTER - 0.05 : 0
}

function isWithoutFirst(token: string, word: string): boolean {
  return token.length >= 3 && word.length === token.length + 1 && word.endsWith(token)
}

/** The beginning of a longer word with a slip in it: "brocol" typed as "brcol". */
function beginningQuality(token: string, word: string): number {
  return token.length >= 5 &&
    word.length > token.length &&
    token[0] === word[0] &&
    isOneStepApart(token, word.slice(0, token.length))
    ? SLIP_IN_BEGINNING
    : 0
}

function compoundQuality(token: string, word: string): number {
  if (word.length <= token.length || !isPartOfCompound(token, word)) return 0
  return word.endsWith(token) ? HEAD_OF_COMPOUND : PART_OF_COMPOUND
}

/** A letter less is a slip and no compound; in scripts that are not alphabets two signs are a word. */
function isPartOfCompound(token: string, word: string): boolean {
  const isAlphabetic = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]+$/u.test(token)
  if (token.length < (isAlphabetic ? 4 : 2) || /\d/.test(token)) return false
  const at = word.indexOf(token)
  return isAlphabetic ? at > 1 : at > 0
}

/** In four letters another letter makes another word: skyr is no skor. */
function isOtherLetter(token: string, word: string): boolean {
  return token.length === word.length && [...token].sort().join('') !== [...word].sort().join('')
}
