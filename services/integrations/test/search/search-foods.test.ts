import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { FoodSource } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { USDA_FOLDER, hasUsda, importFolder } from '../catalogue-files.ts'

/** What people type, and a food that must be among the first five. */
const QUERIES: [string, RegExp][] = [
  ['chiken brest', /^chicken breast, skinless/i],
  ['greek yog', /greek yogurt/i],
  ['egg', /^egg, whole/i],
  ['milk 2%', /^milk, 2% fat/i],
  ['2 % milk', /^milk, 2% fat/i],
  ['brown rice', /^brown rice, cooked/i],
  ['banana', /^banana$/i],
  ['peanut butter', /^peanut butter/i],
  ['salmon', /^salmon/i],
  ['oats', /^oats/i],
  ['olive oil', /^olive oil/i],
  ['coffee', /^coffee, brewed/i],
  ['whole milk', /^milk, whole/i],
  ['brocoli', /^broccoli/i],
  ['avacado', /^avocado/i],
  ['tomatoe', /^tomato, raw/i],
  ['spagetti', /^(spaghetti|pasta)/i],
  ['cheddar chese', /^cheddar cheese/i],
  ['coka cola', /^cola/i],
  ['EGGS', /^egg, whole/i],
  ['mozarela', /^mozzarella/i],
  ['crème  fraîche greek yoghurt', /greek yogurt/i],
  ['jalapeno', /^jalapeño/i],
  ['sweet potatoe', /^sweet potato/i],
]

/** What a hungry person types, and what must come first. */
const FIRST: [string, RegExp][] = [
  ['2 eggs', /^egg, (whole|boiled)/i],
  ['egg 2', /^egg, (whole|boiled)/i],
  ['3 eggs', /^egg, (whole|boiled)/i],
  ['x2 eggs', /^egg, (whole|boiled)/i],
  ['egs', /^egg, (whole|boiled)/i],
  ['large egg', /^egg, (whole|boiled)/i],
  ['3 egg whites', /^egg white/i],
  ['100g chicken breast', /^chicken breast/i],
  ['chicken breast 200g raw', /^chicken breast.*raw/i],
  ['chicken', /^chicken (breast|thigh)/i],
  ['grilled chicken', /^chicken breast.*roasted/i],
  ['chicken with rice', /^chicken (breast|thigh)/i],
  ['200 g rice', /^(white|brown) rice, cooked/i],
  ['1 cup rice', /^(white|brown) rice, cooked/i],
  ['rice', /^(white|brown) rice, cooked/i],
  ['1 slice pizza', /^pizza/i],
  ['two slices of bread', /bread$/i],
  ['bread', /bread$/i],
  ['whole wheat toast', /^whole wheat bread/i],
  ['cup of coffee', /^coffee, brewed/i],
  ['coffee w milk', /^coffee, brewed/i],
  ['coffee no sugar', /^coffee, brewed/i],
  ['latte', /^coffee/i],
  ['glass of milk', /^milk, whole/i],
  ['milk 2%', /^milk, 2%/i],
  ['milk 2', /^milk, 2%/i],
  ['2 percent milk', /^milk, 2%/i],
  ['low fat milk', /^milk, [12]%/i],
  ['turkey sandwich', /^turkey/i],
  ['skyr', /^greek yogurt/i],
  ['stake', /steak/i],
  ['olives', /^olives/i],
  ['coke', /^cola$/i],
  ['coke zero', /^diet cola/i],
  ['oat milk', /^(soy|almond) milk/i],
  ['85% chocolate', /^dark chocolate/i],
  ['½ avocado', /^avocado/i],
  ['1/2 cup oats', /^oat/i],
  ['ground beef 80/20', /^ground beef, 80%/i],
  ['can of tuna', /^tuna, canned/i],
  ['handful of almonds', /^almonds$/i],
  ['cookies', /cookie/i],
  ['kiwis', /^kiwi/i],
  ['bacon and eggs', /^(bacon|egg)/i],
  ['rice and beans', /rice|beans/i],
  ['mac n cheese', /^macaroni and cheese/i],
  ['bagel with cream cheese', /^bagel/i],
  ['potato', /^potato, (boiled|baked)/i],
  ['salmon', /^salmon.*cooked/i],
  ['soda', /^cola$/i],
  ['salad', /^lettuce/i],
  ['hot dog', /^hot dog/i],
  ['cornflakes', /^corn flakes/i],
  ['banana qqzzxx', /^banana$/i],
  ['chocolate milk', /^chocolate milk/i],
  ['milk chocolate', /^milk chocolate/i],
  ['hamburger', /burger/i],
  ['green tea', /tea/i],
]

/** Foods that would be an insult. */
const NEVER: [string, RegExp][] = [
  ['skyr', /skor|candies/i],
  ['latte', /wine/i],
  ['coke', /cake/i],
  ['oat milk', /^milk, (whole|skim|\d)/i],
  ['2 eggs', /custard|bread/i],
  ['7up', /fat|grain/i],
  ['brownie', /beef/i],
]

let house: House
let ann: Person
beforeAll(async () => {
  house = await startHouse()
  ann = await house.person()
})
afterAll(() => house.stop())

const search = async (query: string, limit = 5) =>
  (await house.as('gateway').integrations.search.searchFoods({ query, limit }, house.call(ann))).found
const namesOf = async (query: string) => (await search(query)).map(({ food }) => food!.name)

describe('with the starter catalogue', () => {
  test.each(QUERIES)('%s finds what was meant among the first five', async (query, expected) => {
    expect(await namesOf(query)).toContainEqual(expect.stringMatching(expected))
  })

  test.each(FIRST)('%s: what was meant comes first', async (query, expected) => {
    expect((await namesOf(query))[0]).toMatch(expected)
  })

  test.each(NEVER)('%s never finds %s', async (query, insult) => {
    expect(await namesOf(query)).not.toContainEqual(expect.stringMatching(insult))
  })

  test('a caesar salad is at least a salad', async () => {
    expect((await namesOf('ceasar salad'))[0]).toMatch(/lettuce|salad/i)
  })

  test.each([
    '2',
    'g',
    'cup',
    'a',
    'of the',
    '100 g',
    'low',
    'small slice',
    '1/2',
    'with',
    'without',
    'no',
    'w/',
    'x',
  ])('amounts and little words alone are a query too: %s', async (query) => {
    await expect(search(query)).resolves.toBeDefined()
  })

  test('every starter food is the first answer to its whole name', async () => {
    const names = (
      await house.sql<{ name: string }>('select name from integrations.foods where source = 1')
    ).map(({ name }) => name)
    expect(names.length).toBeGreaterThan(300)
    const others: string[] = []
    for (const name of names) if ((await namesOf(name))[0] !== name) others.push(name)
    expect(others).toEqual([])
  })

  test('plain staples go before what is made of them', async () => {
    expect((await namesOf('rice')).slice(0, 2)).toEqual(['White rice, cooked', 'Brown rice, cooked'])
    expect((await namesOf('olives')).slice(0, 2)).toEqual(['Olives, black', 'Olives, green'])
    for (const name of (await namesOf('chicken')).slice(0, 3))
      expect(name).toMatch(/^chicken (breast|thigh)/i)
  })

  test('a word that nobody has lowers the score and is left out', async () => {
    const [whole] = await search('banana')
    const [part] = await search('banana qqzzxx')
    expect(part!.food!.id).toBe(whole!.food!.id)
    expect(part!.score).toBeLessThan(0.5)
  })

  test('the same query again gives the same foods', async () => {
    expect(await search('greek yogurt', 10)).toEqual(await search('greek yogurt', 10))
    expect((await search('greek yogurt', 1)).length).toBe(1)
    await search('bacon eggs')
    expect((await namesOf('bacon and eggs')).slice(0, 2)).toEqual(
      expect.arrayContaining(['Bacon, pan-fried', 'Egg, whole, raw']),
    )
  })

  test('scores run from 0 to 1 and do not rise down the list', async () => {
    const scores = (await search('milk', 50)).map(({ score }) => score)
    expect(scores.length).toBeGreaterThan(5)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    for (const score of scores) expect(score > 0 && score <= 1).toBe(true)
  })

  test('a name typed in full scores 1', async () => {
    expect((await search('olive oil'))[0]).toMatchObject({ food: { name: 'Olive oil' }, score: 1 })
  })

  test('one letter finds foods that begin with it', async () => {
    expect((await namesOf('b')).length).toBe(5)
  })

  test('words that nothing has find nothing', async () => {
    expect(await namesOf('qqzzxx')).toEqual([])
  })

  test.each(['', '   ', '!?', 'x'.repeat(101), 'x'.repeat(300), 'a\u0000b'])(
    'a query that is none is refused by name: %j',
    async (query) => {
      await expect(search(query)).rejects.toMatchObject({ kind: 'invalid', faults: [{ path: 'query' }] })
    },
  )

  test.each([
    "'; drop table foods; --",
    "100% %_\\ ' & | ! ( ) :*",
    '🍌 banana',
    '\u202e{}[]'.concat(' egg'),
  ])('a query is text and nothing else: %j', async (query) => {
    await expect(search(query)).resolves.toBeDefined()
  })

  test('no text is an error, nor what stands beside a known word', async () => {
    const unit = fc.constantFrom(
      'a',
      'é',
      'ł',
      '胸',
      'ข',
      "'",
      '\\',
      '&',
      '|',
      '!',
      ':',
      '*',
      '%',
      '(',
      '🍌',
      '\u202e',
      ' ',
    )
    const text = fc.oneof(
      fc.string({ unit, minLength: 1, maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 12 }),
    )
    const known = fc.constantFrom('milk', 'oat milk', 'small', 'chicken breast', 'big mac', '')
    const between = fc.constantFrom(' ', ' with ', ' w/ ', ' plus ', ' without ', ' and ', '')
    await fc.assert(
      fc.asyncProperty(text, between, known, fc.boolean(), async (odd, join, food, isFirst) => {
        const query = (isFirst ? odd + join + food : food + join + odd).replaceAll(/\p{Cc}/gu, ' ')
        const fault = await search(query).catch((error: unknown) => error)
        if (fault instanceof Error)
          expect(fault).toMatchObject({ kind: 'invalid', faults: [{ path: 'query', code: 'REQUIRED' }] })
      }),
      { numRuns: 150 },
    )
  })

  test.each([
    ['flurbix with milk', /^milk/i],
    ['rice plus flurbix', /rice/i],
  ])('a word that nobody has takes nothing away: %s', async (query, expected) => {
    expect((await namesOf(query))[0]).toMatch(expected)
  })

  test.each([
    ['oarnge', /^orange/i],
    ['pinach', /^spinach/i],
    ['vroccoli', /^broccoli/i],
    ['lack beans', /^black beans/i],
    ['sunfloweroil', /^sunflower oil/i],
    ['ricenoodles', /^rice noodles/i],
    ['cash ews', /^cashews/i],
    ['cran berry bean sprouts', /^bean sprouts/i],
    ['man darin', /^mandarin/i],
  ])('%s: the space and the first letter may be wrong', async (query, expected) => {
    expect((await namesOf(query)).slice(0, 3)).toContainEqual(expect.stringMatching(expected))
  })

  test.each([
    ['200 g Magermilch', /^milk, skim/i],
    ['zwei gekochte Eier', /^egg, boiled/i],
    ['Ruehrei', /scrambled/i],
    ['Birnen', /^pear/i],
    ['una manzana', /^apple/i],
    ['pechugas de pollo', /^chicken breast/i],
    ['aceite oliva', /^olive oil/i],
    ['deux œufs', /^egg, whole/i],
    ["huile d'olive", /^olive oil/i],
    ['jus de pomme', /^apple juice/i],
    ['pommes de terre', /^potato/i],
    ['due uova', /^egg, whole/i],
    ['succo d’arancia', /^orange juice/i],
    ['riso integrale', /^brown rice/i],
  ])('%s: a name in another language comes first', async (query, expected) => {
    expect((await namesOf(query))[0]).toMatch(expected)
  })

  test.each([0, 51])('a limit of %d is refused', async (limit) => {
    await expect(search('egg', limit)).rejects.toMatchObject({
      kind: 'invalid',
      faults: [{ path: 'limit', code: 'OUT_OF_RANGE' }],
    })
  })

  test('it needs a person and a gateway', async () => {
    await expect(
      house.as('gateway').integrations.search.searchFoods({ query: 'egg', limit: 5 }, house.call()),
    ).rejects.toMatchObject({ kind: 'unauthenticated' })
    await expect(
      house.as('events').integrations.search.searchFoods({ query: 'egg', limit: 5 }, house.call(ann)),
    ).rejects.toMatchObject({ kind: 'forbidden' })
  })
})

;(hasUsda ? describe : describe.skip)('with USDA imported too', () => {
  let before: string[]
  beforeAll(async () => {
    before = await namesOf('emu fan fillet')
    await importFolder(house, USDA_FOLDER)
  })

  test.each(FIRST)('%s: what was meant comes first', async (query, expected) => {
    expect((await namesOf(query))[0]).toMatch(expected)
  })

  test.each(NEVER)('%s never finds %s', async (query, insult) => {
    expect(await namesOf(query)).not.toContainEqual(expect.stringMatching(insult))
  })

  test.each([
    ['whopper', /whopper/i],
    ['big mac', /big mac/i],
    ['snickers', /snickers bar$/i],
    ['vegemite', /yeast extract/i],
  ])('%s: a stand-in never precedes the real food', async (query, real) => {
    expect((await namesOf(query))[0]).toMatch(real)
  })

  test('a caesar salad is found', async () => {
    expect((await namesOf('ceasar salad'))[0]).toMatch(/caesar salad/i)
  })

  test('seven up is a lemon-lime soda', async () => {
    expect((await namesOf('7up')).slice(0, 3)).toContainEqual(expect.stringMatching(/lemon-lime/i))
  })

  test.each(QUERIES)('%s finds what was meant among the first five', async (query, expected) => {
    expect(await namesOf(query)).toContainEqual(expect.stringMatching(expected))
  })

  test('a food that only USDA has is found, though nobody remembers it from before', async () => {
    expect(before).not.toContainEqual(expect.stringMatching(/emu/i))
    const [first] = await search('emu fan fillet')
    expect(first).toMatchObject({
      food: { source: FoodSource.FOOD_SOURCE_USDA, allergensKnown: false, dietsKnown: false },
    })
    expect(first!.food!.name).toMatch(/emu/i)
  })
})
