import type { Expansion } from './expand-token.ts'
import type { QueryPhrase, QueryWord } from './food-query.ts'
import { searchWords } from './search-words.ts'

const JOINED = 0.98
const SPLIT = 0.95
/** The end of a compound that is known says what it is; its beginning is lost. */
const END_ALONE = 0.6
const MIN_PIECE = 3
/** Up to here a word may be letters that were written together: "mms". */
const INITIALS = 4
/** Compounds longer than this are looked at no more: each place costs two look-ups. */
const MAX_LENGTH = 24
const LINKS = ['', 's', 'n', 'en', 'es']

interface Break {
  left: string
  right: string
}

/** Words whose number of foods tells whether typed words belong together or apart. */
export function piecesOf(words: readonly QueryWord[]): string[] {
  return [
    ...new Set([
      ...pairsOf(words).map(({ joined }) => joined),
      ...words
        .filter(isBreakable)
        .flatMap(({ word }) => breaksOf(word).flatMap(({ left, right }) => [left, right])),
    ]),
  ].filter(Boolean)
}

/** "Butter milk" read as "buttermilk", where foods have such a word. */
export function joinedPhrases(
  words: readonly QueryWord[],
  counts: ReadonlyMap<string, number>,
): QueryPhrase[] {
  return pairsOf(words)
    .filter(({ joined }) => (counts.get(joined) ?? 0) > 0)
    .map(({ joined, at }) => ({
      weight: JOINED,
      words: [...words.slice(0, at), settled(joined, words[at]!), ...words.slice(at + 2)],
    }))
}

/** "Oliveoil" read as "olive oil", and "Kartoffelsuppe" at least as a soup, where no food has the word as it was typed. */
export function splitPhrases(
  words: readonly QueryWord[],
  counts: ReadonlyMap<string, number>,
  meaningsOf: (word: string) => readonly Expansion[],
): QueryPhrase[] {
  return words.flatMap((word, at) => {
    if (!isBreakable(word) || meaningsOf(word.word).some((meant) => meant.word.startsWith(word.word)))
      return []
    const countOf = (piece: string) => counts.get(piece) ?? 0
    const replaced = (pieces: string[], weight: number) => ({
      weight,
      words: [...words.slice(0, at), ...pieces.map((piece) => settled(piece, word)), ...words.slice(at + 1)],
    })
    const breaks = breaksOf(word.word)
    const whole = breaks
      .filter(({ left, right }) => countOf(left) > 0 && countOf(right) > 0)
      .sort(
        (a, b) => Math.min(countOf(b.left), countOf(b.right)) - Math.min(countOf(a.left), countOf(a.right)),
      )
    if (whole.length > 0) return whole.slice(0, 3).map(({ left, right }) => replaced([left, right], SPLIT))
    const end = breaks.find(({ right }) => right.length >= 4 && countOf(right) > 0)
    return end ? [replaced([end.right], END_ALONE)] : []
  })
}

function pairsOf(words: readonly QueryWord[]) {
  return words
    .slice(1)
    .map((word, at) => ({ joined: searchWords(words[at]!.word + word.word).join(' '), at }))
    .filter(({ joined, at }) => !joined.includes(' ') && !words[at]!.isSettled && !words[at + 1]!.isOptional)
}

function isBreakable({ word, isSettled }: QueryWord): boolean {
  return !isSettled && word.length >= 3 && word.length <= MAX_LENGTH && /^\p{L}+$/u.test(word)
}

function breaksOf(word: string): Break[] {
  const least = word.length <= INITIALS ? 1 : MIN_PIECE
  const found: Break[] = []
  for (let at = least; at <= word.length - least; at++)
    for (const link of word.length > INITIALS ? LINKS : ['']) {
      const left = word.slice(0, at - link.length)
      if (!word.slice(0, at).endsWith(link) || left.length < least) continue
      found.push({ left: folded(left), right: folded(word.slice(at)) })
    }
  return found
}

function folded(piece: string): string {
  return searchWords(piece).join('')
}

function settled(word: string, { weight }: QueryWord): QueryWord {
  return { word, weight, isOptional: false, isSettled: true }
}
