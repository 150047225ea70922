import type { Expansion } from './expand-token.ts'
import type { QueryPhrase, QueryWord } from './food-query.ts'
import { LITTLE, SHELVES, UNASKED } from './name-words.ts'

/** Below this share of the best score a food only shares a word with what was meant. */
const WORTH_SHOWING = 0.6
/** The same where no food has every word. */
const WORTH_SHOWING_PARTLY = 0.8

/** A food as search sees it: folded words. */
export interface IndexedFood {
  foodId: string
  staticRank: number
  /** Number of the FoodSource: 1 starter, 2 USDA, 3 Open Food Facts, 4 a person's own. */
  source: number
  /** The parts between the commas of its name. */
  name: string[][]
  brand: string[]
  synonyms: string[][][]
}

export interface RankedFood {
  foodId: string
  score: number
}

/** A word of the query and what it may mean. */
export interface SoughtWord {
  word: QueryWord
  meanings: readonly Expansion[]
}
/** A way to understand the query. */
export interface SoughtPhrase {
  words: readonly SoughtWord[]
  weight: QueryPhrase['weight']
  insteadOf?: QueryPhrase['insteadOf']
}

const BRAND_WEIGHT = 0.95
const SYNONYM_WEIGHT = 0.975
/** A synonym with more words than were typed: "latte" is coffee before it is "latte di soia". */
const SYNONYM_PART_WEIGHT = 0.92
/** The beginning of a synonym, maybe of another language, says less than that of a name: "cott" is cottage cheese, not "carote cotte". */
const SYNONYM_BEGUN_WEIGHT = 0.75
const SOURCE_BONUS = [0, 0.1, 0.02, 0, 0.1]
/** A stand-in is worth at most this share of the least food that bears the name itself. */
const BEHIND_THE_REAL = 0.95
/** At most this much is reached without a word that was asked for. */
const INCOMPLETE = 0.5

const UNASKED_SHARE = 0.85
/** "Milk chocolate" is no "chocolate milk". */
const TURNED_SHARE = 0.9
/** A name's later parts say less about what it is. */
const LATER_PART = 0.7

/**
 * Orders foods by how well they fit the best of the phrases. The score runs from 0 to 1: 1 is a starter food whose whole name
 * was typed; from about 0.7 every word was found; below 0.5 one was not found at all.
 * Exact word before beginning before typo; the thing that a name is about counts more than what it is made of ("olive oil" is
 * an oil); fewer other words are better, and of those a baby's food or a dry mix costs most.
 */
export function rankFoods(phrases: readonly SoughtPhrase[], foods: readonly IndexedFood[]): RankedFood[] {
  const sought = phrases.map(({ words, weight, insteadOf }) => ({
    weight,
    insteadOf,
    total: sum(words.map(({ word }) => (word.isOptional ? 0 : word.weight))),
    words: words.map(({ word, meanings }) => ({
      ...word,
      qualities: new Map(meanings.map((each) => [each.word, each.quality])),
    })),
  }))
  const standIns = sought.filter(({ insteadOf }) => insteadOf)
  const literal = sought.filter(({ insteadOf }) => !insteadOf)
  const direct = foods.map((food) => ({ food, score: scoreOf(literal, food) }))
  const called = standIns[0]?.insteadOf
  const real = called ? direct.filter(({ food }) => isCalled(called, food)).map(({ score }) => score) : []
  const most = real.length > 0 ? BEHIND_THE_REAL * Math.max(...real) : 1
  const scored =
    standIns.length === 0
      ? direct
      : direct.map(({ food, score }) => ({
          food,
          score: Math.max(score, Math.min(most, scoreOf(standIns, food))),
        }))
  const best = scored.reduce((most, { score }) => Math.max(most, score), 0)
  const least = best * (best < INCOMPLETE ? WORTH_SHOWING_PARTLY : WORTH_SHOWING)
  return scored
    .filter(({ score }) => score > 0 && score >= least)
    .sort(
      (a, b) =>
        b.score - a.score ||
        a.food.staticRank - b.food.staticRank ||
        (a.food.foodId < b.food.foodId ? -1 : 1),
    )
    .map(({ food, score }) => ({ foodId: food.foodId, score }))
}

/** Whether a part of the food's name has these words side by side ("MONSTER energy drink"), or each is a part of its own ("tea, green"). */
function isCalled(called: readonly string[], { name }: IndexedFood): boolean {
  const text = ` ${called.join(' ')} `
  return (
    name.some((part) => ` ${part.join(' ')} `.includes(text)) ||
    called.every((word) => name.some((part) => part.length === 1 && part[0] === word))
  )
}

interface Word extends QueryWord {
  qualities: ReadonlyMap<string, number>
}
interface Phrase {
  words: readonly Word[]
  weight: number
  total: number
}
/** One of a food's names, with the words that stand elsewhere in the food and what those are worth. */
interface Name {
  parts: readonly (readonly string[])[]
  elsewhere: readonly { words: readonly string[]; worth: number }[]
}

function scoreOf(phrases: readonly Phrase[], food: IndexedFood): number {
  const brand = { words: food.brand, worth: BRAND_WEIGHT }
  const named: Name = {
    parts: food.name,
    elsewhere: [brand, ...food.synonyms.map((parts) => ({ words: parts.flat(), worth: 0.8 }))],
  }
  const alsoNamed = food.synonyms.map((parts): Name => ({
    parts,
    elsewhere: [brand, { words: food.name.flat(), worth: 0.9 }],
  }))
  const words = new Set([...food.name.flat(), ...food.brand, ...food.synonyms.flat(2)])
  let most = 0
  for (const [at, phrase] of phrases.entries()) {
    if (phrase.weight <= most || (at > 0 && !hasAll(phrase, words))) continue
    most = Math.max(most, phrase.weight * nameScore(phrase, named))
    for (const name of alsoNamed) {
      const weight = phrase.weight * synonymWeight(phrase, name)
      if (weight > most) most = Math.max(most, weight * nameScore(phrase, name))
    }
  }
  const score =
    0.9 * most +
    (most > INCOMPLETE ? (SOURCE_BONUS[food.source] ?? 0) : most * (SOURCE_BONUS[food.source] ?? 0))
  return Math.round(Math.min(1, score) * 10_000) / 10_000
}

function synonymWeight({ words }: Phrase, { parts }: Name): number {
  const texts = parts.flat()
  if (words.some((word) => !word.isOptional && !texts.includes(word.word) && best(word, texts) > 0))
    return SYNONYM_BEGUN_WEIGHT
  return texts.every((text) => LITTLE.has(text) || words.some((word) => qualityOf(word, text) > 0))
    ? SYNONYM_WEIGHT
    : SYNONYM_PART_WEIGHT
}

function hasAll({ words }: Phrase, texts: ReadonlySet<string>): boolean {
  return words.every(
    ({ isOptional, isSettled, word }) => isOptional || !isSettled || texts.has(word) || texts.has(`${word}%`),
  )
}

/** 0.62 for the words found, 0.22 for what the name is about, 0.16 for a name with little else in it. */
function nameScore({ words, total }: Phrase, { parts, elsewhere }: Name): number {
  const all = parts.flat()
  let match = 0
  let found = 0
  let bonus = 0
  for (const word of words) {
    const quality = Math.max(
      best(word, all),
      ...elsewhere.map((place) => place.worth * best(word, place.words)),
    )
    if (word.isOptional) bonus += quality > 0 ? word.weight : 0
    else {
      match += word.weight * quality
      if (quality > 0) found += word.weight
    }
  }
  if (found === 0) return 0
  const others = parts
    .slice(isOnShelf(parts) ? 1 : 0)
    .flat()
    .filter((other) => !LITTLE.has(other) && words.every((word) => qualityOf(word, other) === 0))
  const coverage = found / total
  const plain =
    (0.62 * match) / total +
    0.22 * aboutness(words, parts) +
    0.16 / (1 + 0.2 * others.length) +
    0.05 * Math.min(1, bonus)
  const score =
    plain *
    (others.some((other) => UNASKED.has(other)) ? UNASKED_SHARE : 1) *
    (isTurned(words, parts[0] ?? []) ? TURNED_SHARE : 1)
  return coverage < 0.999 ? INCOMPLETE * Math.min(1, score) * coverage : Math.min(1, score)
}

/** The last word of a part is what it is about, the first only what kind of it: "olive oil", "caesar salad with chicken". */
function aboutness(words: readonly Word[], parts: Name['parts']): number {
  const required = words.filter(({ isOptional }) => !isOptional)
  const of = (text: string | undefined) =>
    text === undefined ? 0 : Math.max(...required.map((word) => qualityOf(word, text)))
  return Math.max(
    ...parts.slice(isOnShelf(parts) ? 1 : 0).map((part, at) => {
      const end = part.findIndex((text, place) => place > 0 && LITTLE.has(text))
      return (at === 0 ? 1 : LATER_PART) * (0.75 * of(part.at(end < 0 ? -1 : end - 1)) + 0.25 * of(part[0]))
    }),
    0,
  )
}

function isOnShelf(parts: Name['parts']): boolean {
  return parts.length > 1 && SHELVES.has(parts[0]!.join(' '))
}

/** Whether a part has all words, but in another order. */
function isTurned(words: readonly Word[], part: readonly string[]): boolean {
  const places = words
    .filter(({ isOptional }) => !isOptional)
    .map((word) => part.findIndex((text) => qualityOf(word, text) > 0))
  return !places.includes(-1) && places.some((place, at) => at > 0 && place < places[at - 1]!)
}

function best(word: Word, texts: readonly string[]): number {
  let most = 0
  for (const text of texts) most = Math.max(most, qualityOf(word, text))
  return most
}

function qualityOf({ qualities }: Word, text: string): number {
  return qualities.get(text) ?? (text.endsWith('%') ? (qualities.get(text.slice(0, -1)) ?? 0) : 0)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
