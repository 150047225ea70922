import { editDistance } from './edit-distance.ts'

// What NFKD leaves whole.
const LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

// One spelling of what is spelt in two ways, rightly or not.
const SPELLINGS: Record<string, string> = {
  yoghurt: 'yogurt',
  fibre: 'fiber',
  flavour: 'flavor',
  omelette: 'omelet',
  donut: 'doughnut',
  chilli: 'chili',
  catsup: 'ketchup',
  yogourt: 'yogurt',
  houmous: 'hummus',
  hummous: 'hummus',
  lasagne: 'lasagna',
  stake: 'steak',
  egs: 'egg',
  ceasar: 'caesar',
  cesar: 'caesar',
  brocolli: 'broccoli',
  expresso: 'espresso',
}

/** What is left of a word that goes on and on: no food is called so. */
const MAX_WORD = 40
/** Han and kana stand without spaces; so does Thai, whose words are found inside others (expand-token.ts). */
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]{3,}$/u

/**
 * A text as search compares it: lower case, no accents, split, plurals folded. "2%" stays one word; a script without spaces
 * gives its pairs of neighbours. The same function makes the index and reads the query.
 */
export function searchWords(text: string): string[] {
  const found =
    plainText(text)
      .replace(/(\d)\s+%/g, '$1%')
      .match(/\d+(?:[.,]\d+)?%?|\p{L}+/gu) ?? []
  return found.flatMap((word) => {
    const short = word.slice(0, MAX_WORD)
    return UNSPACED.test(short) ? pairsOf(short) : [foldWord(short.replace(',', '.'))]
  })
}

function foldWord(word: string): string {
  const folded = foldPlural(word)
  return Object.hasOwn(SPELLINGS, folded) ? SPELLINGS[folded]! : folded
}

function pairsOf(word: string): string[] {
  const letters = [...word]
  return letters.slice(1).map((letter, at) => letters[at]! + letter)
}

/** Lower case without accents, apostrophes and elided articles ("d'avoine"); the "n" of "mac'n'cheese" stands alone. */
export function plainText(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/(?<=\p{L})['’]n['’](?=\p{L})/gu, ' n ')
    .replace(/(?<!\p{L})(?:d|l|dell|all)['’](?=[aeiouyhœæ])/gu, '')
    .replace(/['’]/g, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]!)
}

/** Spellings with which a misspelt word may have been meant: "omlette" is close to "omelette", which is "omelet" here. */
export function spellingsNear(word: string): string[] {
  if (word.length < 5) return []
  return Object.entries(SPELLINGS)
    .filter(([spelling]) => editDistance(word, spelling, 1) === 1)
    .map(([, folded]) => folded)
}

/** The word without transliterated umlauts, as names are folded: "kaese" is "käse", "smoerrebroed" "smørrebrød". */
export function withoutUmlauts(word: string): string {
  return word.replace(/[aou]e/g, (pair) => pair[0]!).replace(/aa/g, 'a')
}

/** Words to index for some words: a percentage is found without its sign too. */
export function indexedWords(words: readonly string[]): string[] {
  return [...new Set(words.flatMap((word) => (word.endsWith('%') ? [word, word.slice(0, -1)] : [word])))]
}

/** English plurals, roughly; wrong for some words, but for index and query alike. */
function foldPlural(word: string): string {
  if (word.length < 4 || !word.endsWith('s')) return word
  if (/(?:cook|brown|smooth|vegg|hoag|calor|sweet)ies$/.test(word)) return word.slice(0, -1)
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:oe|che|she|xe|sse)s$/.test(word)) return word.slice(0, -2)
  return /[su]s$/.test(word) ? word : word.slice(0, -1)
}
