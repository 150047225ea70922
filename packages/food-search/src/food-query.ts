import { meaningsOf, staplesOf } from './meanings.ts'
import { plainText, searchWords } from './search-words.ts'

/** A word to look for. An optional one may be missing; a settled one is no typo and no beginning of another. */
export interface QueryWord {
  word: string
  weight: number
  isOptional: boolean
  isSettled: boolean
}

/** One way to understand a query, and how far it may be trusted, 0 to 1. */
export interface QueryPhrase {
  words: QueryWord[]
  weight: number
  /** The words for which it stands in with the nearest food: it never precedes a food that is called so. */
  insteadOf?: string[]
}

const MAX_WORDS = 8
const NUMBER =
  '(?:\\d+(?:[.,]\\d+)?(?:\\s*[/⁄]\\s*\\d+)?|\\d*\\s?\\d[/⁄]\\d|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half(?: an?)?|an?|couple|few|some|eine?[nrs]?|zwei|drei|vier|halbe[rsn]?|une?|un[ao]|deux|trois|quatre|dos|tres|cuatro|due|tre|quattro)'
const MEASURE =
  '(?:g|gr|gram|gramme|kg|kilo|mg|ml|cl|dl|l|litre|liter|oz|ounce|lb|pound|cup|tbsp|tbs|tablespoon|tsp|teaspoon|slice|piece|pc|glass|serving|portion|handful|dozen|scoop|mug|fl\\.? oz|el|tl|essloffel|teeloffel|scheibe|stuck|tasse|glas|cucharada|taza|vaso|rebanada|cuillere|verre|tranche|fetta|tazza|bicchiere|cucchiaio)(?:e?s|e?n)?'
const VESSEL =
  '(?:bowl|can|tin|bottle|plate|jar|pack|packet|bag|stick|pinch|bar|bunch|clove|bite|spoon|spoonful)(?:s)?'
const START = '(?<![\\p{L}\\d.,%])'
const END = '(?![\\p{L}\\d%])'

const pattern = (source: string) => new RegExp(source, 'gu')
const LEAN_TO_FAT = pattern(`${START}(\\d\\d)\\s?[/⁄]\\s?(\\d\\d?)${END}`)
const PERCENT_WORD = /(\d)\s*(?:%|percent|per cent|pct)(?!\p{L})/gu
const MILK_FAT = /(?<!\p{L})milk ([0-4](?:[.,]\d)?)$/u
const AMOUNT = pattern(
  `${START}${NUMBER}\\s*(?:x\\s*)?(?:${MEASURE}|(?:${VESSEL})(?=\\s+of\\s))\\.?${END}(?:\\s+(?:of|de|di)${END})?`,
)
const MEASURE_OF = pattern(`${START}(?:${MEASURE}|${VESSEL})\\s+of${END}`)
const TIMES = pattern(`${START}x?\\s*\\d+(?:[.,/⁄]\\d+)?\\s*x?${END}`)
const COUNT = new RegExp(`^\\s*${NUMBER}${END}(?=\\s+\\S)`, 'u')
const APART = /(?<!\p{L})(?:w\/o|without|no|ohne|sin|sans|senza)(?!\p{L})/u
const BESIDE = /(?<!\p{L})(?:w\/|(?:with|mit|avec|con)(?!\p{L})|w(?!\p{L})|\+|plus(?!\p{L})|on(?!\p{L}))/u

const AND = /\s(?:and|n)\s|&/u

const LITTLE = new Set(
  'a an the of with and or in on at to for my some i ate had w n x de la le les du des el los las un una une der die das ein eine und mit et avec y con e di il lo al'.split(
    ' ',
  ),
)
/** Words that say which one or how much of it: they help when a name has them. */
const OPTIONAL = new Set(
  [
    'small',
    'medium',
    'large',
    'big',
    'fresh',
    'organic',
    'homemade',
    'plain',
    'extra',
    'regular',
    'cup',
    'slice',
    'sliced',
    'piece',
    'glass',
    'gram',
    'g',
    'kg',
    'ml',
    'oz',
    'tbsp',
    'tsp',
    'serving',
    'portion',
    'handful',
    'bowl',
    'leftover',
    'some',
    'low',
    'reduced',
  ].flatMap(searchWords),
)
const MINOR = 0.15
const BESIDE_WEIGHT = 0.6

/**
 * What a query asks for, without amounts ("100g", "2 cups of", "x3") and little words, as it stands and as what people mean by
 * it. A number stays that carries meaning: a percentage, or one written together with letters ("7up"). What is nothing but
 * amounts and little words is taken word by word. Empty when there is no word at all.
 */
export function readFoodQuery(query: string): QueryPhrase[] {
  const { main, beside, without, all } = partsOf(plainText(query))
  const words = [
    ...main.map((word) => queryWord(word, 1)),
    ...beside.map((word) => queryWord(word, main.length > 0 ? BESIDE_WEIGHT : 1)),
    ...without.map((word) => settledWord(word, true)),
  ]
  const asTyped = words.some(({ isOptional }) => !isOptional)
    ? words
    : searchWords(query).map((word): QueryWord => ({ word, weight: 1, isOptional: false, isSettled: false }))
  const distinct = asTyped
    .filter(({ word }, at) => asTyped.findIndex((each) => each.word === word) === at)
    .slice(0, MAX_WORDS)
  if (distinct.length === 0) return []
  const { known, meanings } = meaningsOf(distinct.map(({ word }) => word))
  const standsIn = meanings.some(({ isNearest }) => isNearest)
  const alone = main.length > 0 && beside.length > 0 ? [main.map((word) => queryWord(word, 1))] : []
  const together = all.length > 1 && all.every((part) => staplesOf(part.join(' ')).length > 0) ? all : []
  return [
    { words: distinct.map((each, at) => (known.has(at) ? asName(each, standsIn) : each)), weight: 1 },
    ...staplePhrases(distinct, 1),
    ...meanings.map(({ words: meant, isNearest }, at) => ({
      words: meant.map((word) => settledWord(word)),
      weight: (isNearest ? 0.75 : 0.97) - 0.03 * at,
      ...(isNearest && { insteadOf: [...known].map((place) => distinct[place]!.word) }),
    })),
    ...alone.flatMap((wordsAlone) => [
      { words: wordsAlone, weight: 0.85 },
      ...staplePhrases(wordsAlone, 0.85),
    ]),
    ...together.flatMap((part) =>
      staplePhrases(
        part.map((word) => settledWord(word)),
        0.85,
      ),
    ),
  ]
}

/** A word of a known phrase. In the name of a product none may be missing: a "big mac" is no mac and cheese. */
function asName(word: QueryWord, isProduct: boolean): QueryWord {
  return isProduct && word.isOptional ? settledWord(word.word) : { ...word, isSettled: true }
}

function staplePhrases(words: readonly QueryWord[], weight: number): QueryPhrase[] {
  const staples = staplesOf(
    words
      .filter(({ isOptional }) => !isOptional)
      .map(({ word }) => word)
      .join(' '),
  )
  return staples.map((phrase, at) => ({
    words: phrase.map((word) => settledWord(word)),
    weight: weight - 0.01 * at,
  }))
}

/** A plain text without amounts: what is wanted, what goes with it, what is to be left out, and the foods of "bacon and eggs". */
function partsOf(text: string): { main: string[]; beside: string[]; without: string[]; all: string[][] } {
  const plain = text
    .trim()
    .replace(LEAN_TO_FAT, (all, lean: string, fat: string) =>
      Number(lean) + Number(fat) === 100 ? `${lean}%` : all,
    )
    .replace(PERCENT_WORD, '$1%')
    .replace(MILK_FAT, 'milk $1%')
    .replace(AMOUNT, ' ')
    .replace(MEASURE_OF, ' ')
    .replace(COUNT, ' ')
    .replace(TIMES, ' ')
  const [wanted = '', ...unwanted] = plain.split(APART)
  const [main = '', ...beside] = wanted.split(BESIDE)
  const words = (part: string) => searchWords(part).filter((word) => !LITTLE.has(word))
  return {
    main: words(main),
    beside: words(beside.join(' ')),
    without: unwanted.length > 0 ? ['without', ...words(unwanted.join(' '))] : [],
    all: main.split(AND).map(words),
  }
}

function queryWord(word: string, weight: number): QueryWord {
  return OPTIONAL.has(word) ? settledWord(word, true) : { word, weight, isOptional: false, isSettled: false }
}

function settledWord(word: string, isOptional = false): QueryWord {
  return { word, weight: isOptional ? MINOR : 1, isOptional, isSettled: true }
}
