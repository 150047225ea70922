import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { editDistance } from '../src/edit-distance.ts'
import { expandToken } from '../src/expand-token.ts'
import { readFoodQuery } from '../src/food-query.ts'
import { indexedWords, searchWords } from '../src/search-words.ts'

describe('searchWords', () => {
  test.each([
    ['Crème FRAÎCHE', ['creme', 'fraiche']],
    ['Milk, 2% fat', ['milk', '2%', 'fat']],
    ['2 % milk', ['2%', 'milk']],
    ['1,5% Fett', ['1.5%', 'fett']],
    ["Kellogg's", ['kellogg']],
    ['eggs tomatoes berries', ['egg', 'tomato', 'berry']],
    ['Swiss hummus asparagus', ['swiss', 'hummus', 'asparagus']],
    ['dry-roasted', ['dry', 'roasted']],
    ['Käse Øl Weiß', ['kase', 'ol', 'weiss']],
    ['yoghurt', ['yogurt']],
    ['米饭', ['米饭']],
    ['鶏胸肉', ['鶏胸', '胸肉']],
    ["flocons d'avoine", ['flocon', 'avoine']],
    ["Mac'n'Cheese", ['mac', 'n', 'cheese']],
    ['!?', []],
  ])('%s', (text, words) => {
    expect(searchWords(text)).toEqual(words)
  })

  test('any text gives words that can be indexed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const word of indexedWords(searchWords(text))) expect(word).toMatch(/^(\p{L}+|\d+(\.\d+)?%?)$/u)
      }),
    )
  })
})

describe('readFoodQuery', () => {
  const required = (query: string) =>
    readFoodQuery(query)[0]
      ?.words.filter(({ isOptional }) => !isOptional)
      .map(({ word }) => word)

  test.each([
    ['2 eggs', ['egg']],
    ['egg 2', ['egg']],
    ['eggs x3', ['egg']],
    ['100g chicken breast', ['chicken', 'breast']],
    ['chicken 200 g raw', ['chicken', 'raw']],
    ['1 1/2 cups of rice', ['rice']],
    ['1/2 cup oats', ['oat']],
    ['½ avocado', ['avocado']],
    ['1.5 kg potatoes', ['potato']],
    ['cup of coffee', ['coffee']],
    ['a glass of milk', ['milk']],
    ['coffee w/ milk', ['coffee', 'milk']],
    ['coffee without sugar', ['coffee']],
    ['can of tuna', ['tuna']],
    ['canned tuna', ['canned', 'tuna']],
    ['granola bar', ['granola', 'bar']],
    ['milk 2%', ['milk', '2%']],
    ['2 % milk', ['2%', 'milk']],
    ['2 percent milk', ['2%', 'milk']],
    ['85% chocolate', ['85%', 'chocolate']],
    ['7up', ['7', 'up']],
    ['80/20 ground beef', ['80%', 'ground', 'beef']],
    ['gravy', ['gravy']],
    ['large egg', ['egg']],
    ['cup', ['cup']],
    ['2', ['2']],
    ['of the', ['of', 'the']],
    ['!?', undefined],
  ])('%s asks for %j', (query, words) => {
    expect(required(query)).toEqual(words)
  })

  test('what goes with a food weighs less than the food', () => {
    const [coffee, milk] = readFoodQuery('coffee with milk')[0]!.words
    expect(milk!.weight).toBeLessThan(coffee!.weight)
  })

  test('any text is read, and words have weight', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        for (const { words, weight } of readFoodQuery(text)) {
          expect(weight > 0 && weight <= 1 && words.length > 0).toBe(true)
          expect(words.some(({ isOptional }) => !isOptional)).toBe(true)
        }
      }),
    )
  })

  test('100 characters are read at once, whatever they are', () => {
    for (const unit of ['1', '1 ', '1/', 'g ', 'x ', 'a ', '1 g ', 'half ', 'of ', ' '])
      expect(() => readFoodQuery(unit.repeat(100).slice(0, 100))).not.toThrow()
  })
})

describe('expandToken', () => {
  const last = { isLast: true, isAlone: true }
  const inner = { isLast: false, isAlone: false }
  const wordsFor = (token: string, ...words: string[]) =>
    expandToken(
      token,
      words.map((word) => ({ word, foodCount: 1 })),
      last,
    ).map(({ word }) => word)

  test.each([
    ['nilk', 'milk', []],
    ['ilk', 'milk', ['milk']],
    ['vread', 'bread', ['bread']],
    ['slamon', 'salmon', ['salmon']],
    ['aslmon', 'salmon', ['salmon']],
    ['cat', 'bat', []],
  ])('%s: a slip in the first letter of %s finds %j', (token, word, found) => {
    expect(wordsFor(token, word)).toEqual(found)
  })

  test('another first letter is thought of only when nothing else is near', () => {
    expect(wordsFor('breat', 'bread', 'great')).toEqual(['bread'])
  })

  test('the end of a compound counts more than its middle, and a letter more makes none', () => {
    expect(wordsFor('kuchen', 'apfelkuchenteig', 'kasekuchen')).toEqual(['kasekuchen', 'apfelkuchenteig'])
    expect(wordsFor('oat', 'goat', 'boatman')).toEqual(['goat'])
  })

  test('in a script without spaces two signs are a word', () => {
    expect(wordsFor('ผด', 'ขาวผด')).toEqual(['ขาวผด'])
  })

  test('in four letters another letter is another word', () => {
    expect(expandToken('skyr', [{ word: 'skor', foodCount: 1 }], last)).toEqual([])
    expect(expandToken('mlik', [{ word: 'milk', foodCount: 9 }], last)).toHaveLength(1)
  })

  const near = (...words: [string, number][]) => words.map(([word, foodCount]) => ({ word, foodCount }))

  test('the word itself goes before words it begins, and those before typos', () => {
    expect(
      expandToken('oat', near(['oatmeal', 9], ['oat', 1], ['goat', 2]), last).map(({ word }) => word),
    ).toEqual(['oat', 'oatmeal'])
    expect(expandToken('chese', near(['cheese', 90], ['chess', 1]), last)[0]).toEqual({
      word: 'cheese',
      quality: 0.83,
    })
  })

  test('a word of several foods is not taken for a typo', () => {
    expect(expandToken('bread', near(['bread', 50], ['bred', 2]), inner)).toEqual([
      { word: 'bread', quality: 1 },
    ])
  })

  test('a finished word that is known is not taken for a beginning', () => {
    expect(expandToken('egg', near(['egg', 50], ['eggplant', 9]), inner).map(({ word }) => word)).toEqual([
      'egg',
    ])
  })
})

test.each([
  ['chiken', 'chicken', 1],
  ['brest', 'breast', 1],
  ['abcd', 'acbd', 1],
  ['', 'abc', 3],
  ['same', 'same', 0],
  ['mozarela', 'mozzarella', 2],
])('from %s to %s are %d edits', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits)
  expect(editDistance(b, a)).toBe(edits)
})
