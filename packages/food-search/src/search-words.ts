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

/**
 * A text as search compares it: lower case, no accents, split, plurals folded. "2%" stays one word.
 * The same function makes the index and reads the query.
 */
export function searchWords(text: string): string[] {
  const found =
    plainText(text)
      .replace(/(\d)\s+%/g, '$1%')
      .match(/\d+(?:[.,]\d+)?%?|[\p{L}]+/gu) ?? []
  return found
    .map((word) => foldPlural(word.replace(',', '.')))
    .map((word) => (Object.hasOwn(SPELLINGS, word) ? SPELLINGS[word]! : word))
}

/** Lower case without accents and apostrophes. */
export function plainText(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/['’]/g, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]!)
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
