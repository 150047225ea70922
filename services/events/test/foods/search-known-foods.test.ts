import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startHouse, type House } from '@mymacrotracker/all/testing'
import { aQuickAdd, anEntryOf, anOwnFood, catalogueFood, grams } from '../an-entry.ts'
import { diaryOf, type Diary } from '../diary.ts'

const DAY_MS = 86_400_000
let house: House
let diary: Diary
beforeAll(async () => {
  house = await startHouse()
})
beforeEach(async () => {
  diary = diaryOf(house, await house.person())
})
afterAll(() => house?.stop())

const search = async (query: string, limit = 50) =>
  (await diary.events.foods.searchKnownFoods({ query, limit }, diary.call())).found
const names = async (query: string, limit?: number) =>
  (await search(query, limit)).map(({ food }) => food!.name)

test('own foods are found by name and brand, with typos, without accents', async () => {
  await diary.create(anOwnFood({ name: 'Crème fraîche', brand: 'Aunt Em' }))
  for (const query of ['Crème fraîche', 'creme fraiche', 'creem', 'frache', 'aunt', 'CREME AUNT', 'cr'])
    expect(await names(query)).toEqual(['Crème fraîche'])
  for (const query of ['butter', 'xx', '!!!']) expect(await names(query)).toEqual([])
  const [partly] = await search('creme butter')
  expect(partly!.score).toBeLessThan(0.5)
})

test.each([
  ['Skyr Natur', ['150g skyr', 'skyr 150 g', '1 cup skyr', 'some skyr', 'skyr natur 2x']],
  [
    'Lentil & Carrot Stew',
    ['lentil and carrot stew', 'lentil with carrot', 'lentilstew', 'two lentil stews'],
  ],
  ['Blaubeerkuchen', ['kuchen', 'blaubeer kuchen', 'blaubeer', 'laubeerkuchen']],
  ['Grünkernbrätling', ['gruenkernbraetling', 'Grunkernbratling']],
  ['Rødgrød', ['roedgroed', 'rodgrod', 'røgrød']],
  ['豚の角煮', ['角煮', '豚の角煮', '豚の']],
  ['Гречка', ['гречка', 'гречки', 'гре']],
  ['B&B pudding', ['bb pudding', 'b&b']],
  ['Cereal (no-sugar) 40%', ['cereal 40%', 'nosugar cereal']],
])('an own food "%s" is found as people type it', async (name, queries) => {
  await diary.create(anOwnFood({ name, brand: '' }))
  await diary.create(anOwnFood({ name: 'Pumpkin tart', brand: '' }))
  for (const query of queries) expect([query, (await names(query))[0]]).toEqual([query, name])
})

test('whatever own foods are called, a search costs a bounded amount of work', async () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  const word = (at: number) => `${letters[at % 26]}bcdefgh${letters[Math.floor(at / 26) % 26]}`
  for (let food = 0; food < 40; food++)
    await diary.create(
      anOwnFood({ name: Array.from({ length: 20 }, (_, at) => word(food * 17 + at * 31)).join(' ') }),
    )
  const startedAt = process.cpuUsage()
  await search(Array.from({ length: 10 }, (_, at) => `${word(at * 7).slice(0, 8)}z`).join(' '))
  const { user } = process.cpuUsage(startedAt)
  expect(user / 1000).toBeLessThan(500)
})

test('better fits come first, with scores between 0 and 1, and no more than asked for', async () => {
  for (const name of ['Oat milk barista', 'Milk', 'Milk chocolate', 'Silk tofu'])
    await diary.create(anOwnFood({ name }))
  const found = await search('milk')
  expect(found.map(({ food }) => food!.name)).toEqual(['Milk', 'Milk chocolate', 'Oat milk barista'])
  for (const { score } of found) expect(score > 0 && score <= 1).toBe(true)
  expect(await names('milk', 1)).toEqual(['Milk'])
})

test('logged foods are found under their name, each once, for ninety days', async () => {
  const banana = await catalogueFood(house, await house.person(), 'Banana')
  const at = (daysAgo: number) => new Date(house.clock.now() - daysAgo * DAY_MS)
  await diary.log(anEntryOf(grams(banana.id, 100), { eatenAt: at(91) }))
  expect(await names('banana')).toEqual([])
  const recent = await diary.log(anEntryOf(grams(banana.id, 100), { eatenAt: at(89) }))
  await diary.log(anEntryOf(grams(banana.id, 100), { eatenAt: at(1) }))
  expect((await search('bananna')).map(({ food }) => food)).toEqual([banana])
  await diary.remove(recent.id)
  expect(await names('banana')).toEqual(['Banana'])
})

test('an own food that was logged is found once, a quick add and a deleted entry never', async () => {
  const own = await diary.create(anOwnFood({ name: 'Lentil soup' }))
  await diary.log(anEntryOf(grams(own.id, 100), { eatenAt: new Date() }))
  await diary.log(aQuickAdd({ name: 'Lentil stew', eatenAt: new Date() }))
  const oil = await catalogueFood(house, await house.person(), 'Olive oil')
  await diary.remove((await diary.log(anEntryOf(grams(oil.id, 10), { eatenAt: new Date() }))).id)
  expect(await names('lentil')).toEqual(['Lentil soup'])
  expect(await names('olive')).toEqual([])
})

test.each([
  ['', 10, 'query', 'LENGTH'],
  ['x'.repeat(101), 10, 'query', 'LENGTH'],
  ['a\u0000b', 10, 'query', 'TEXT_INVALID'],
  ['milk', 0, 'limit', 'OUT_OF_RANGE'],
  ['milk', 51, 'limit', 'OUT_OF_RANGE'],
])('%j with limit %j is refused with %s named', async (query, limit, path, code) => {
  await expect(search(query, limit)).rejects.toMatchObject({ kind: 'invalid', faults: [{ path, code }] })
})
