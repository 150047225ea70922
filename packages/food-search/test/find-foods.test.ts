import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { searchFoods } from '../src/find-foods.ts'
import { indexedFood, memoryIndex } from '../src/memory-index.ts'

const OWN = 4
const indexOf = (...names: string[]) =>
  memoryIndex(names.map((name, at) => indexedFood({ foodId: name, name, staticRank: at, source: OWN })))
const find = async (query: string, ...names: string[]) =>
  (await searchFoods(query, indexOf(...names))).map(({ foodId }) => foodId)

describe('words together and apart', () => {
  test.each([
    ['nutbutter', 'Nut butter'],
    ['nut butter', 'Nutbutter'],
    ['linsensuppe', 'Suppe mit Linsen'],
    ['zwiebelkuchen', 'Kuchen'],
    ['kuchen', 'Zwiebelkuchen'],
    ['abc', 'AB & C'],
  ])('%s finds %s', async (query, name) => {
    expect(await find(query, name, 'Plum wine')).toEqual([name])
  })
})

test('a stand-in comes after what is called so, and alone when nothing is', async () => {
  expect(await find('kefir', 'Yogurt, plain', 'Kefir with berries')).toEqual([
    'Kefir with berries',
    'Yogurt, plain',
  ])
  expect(await find('kefir', 'Yogurt, plain')).toEqual(['Yogurt, plain'])
})

test('a name of a product is not found by a part of it', async () => {
  expect(await find('red bull', 'Red lentils', 'Red Bull')).toEqual(['Red Bull'])
})

test('the plain food precedes one that contains its name, and words in their order those in another', async () => {
  expect((await find('pear', 'Pear crumble', 'Pear'))[0]).toBe('Pear')
  expect((await find('tea cake', 'Cake tea', 'Tea cake'))[0]).toBe('Tea cake')
})

test('any text over any names gives scores from 0 to 1, and no error', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(text, fc.array(text, { maxLength: 8 }), async (query, names) => {
      for (const { score } of await searchFoods(query, indexOf(...names)))
        expect(score > 0 && score <= 1).toBe(true)
    }),
  )
})
