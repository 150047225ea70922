import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { v7 as uuidv7 } from 'uuid'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import {
  DAY,
  aPatch,
  aQuickAdd,
  amounts,
  anEntryOf,
  anOwnFood,
  catalogueFood,
  figuresOf,
  grams,
  portions,
} from '../an-entry.ts'
import { diaryOf, type Diary } from '../diary.ts'
import { hearFacts, stateFood, type HeardFacts } from '../facts.ts'

let house: House
let heard: HeardFacts
let ann: Person
let diary: Diary
let banana: Food
beforeAll(async () => {
  house = await startHouse()
  heard = await hearFacts(house)
  banana = await catalogueFood(house, await house.person(), 'Banana')
})
beforeEach(async () => {
  ann = await house.person()
  diary = diaryOf(house, ann)
})
afterAll(() => house?.stop())

const rowsOf = (person: Person) =>
  house.sql<{ id: string; version: string }>(
    'select id, version from events.diary_entries where user_id = $1',
    [person.userId],
  )

describe('the same id again', () => {
  test('a retried entry is stored once', async () => {
    const entry = aQuickAdd()
    const first = await diary.record(entry)
    const again = await diary.record(entry)
    expect([first.created, again.created]).toEqual([true, false])
    expect(again.entry).toEqual(first.entry)
    expect(await rowsOf(ann)).toHaveLength(1)
  })

  test('a retried entry is as it is now, changes and all', async () => {
    const entry = aQuickAdd()
    const { version } = await diary.log(entry)
    const { entry: changed } = await diary.events.diary.updateEntry(
      { id: entry.id, patch: aPatch({ meal: 'dinner' }), expectedVersion: version },
      diary.call(),
    )
    expect(await diary.record(entry)).toEqual({ entry: changed, created: false })
  })

  test('other content is refused', async () => {
    const entry = aQuickAdd()
    await diary.log(entry)
    const others = [
      { ...entry, meal: 'dinner' },
      { ...entry, date: '2026-05-06' },
      { ...entry, eatenAt: new Date('2026-05-05T08:00:00Z') },
      aQuickAdd({ id: entry.id, name: 'Muesli' }),
      aQuickAdd({ id: entry.id, figures: { energyKcal: 301 } }),
    ]
    for (const other of others)
      await expect(diary.record(other)).rejects.toMatchObject({ kind: 'conflict', reason: 'ENTRY_EXISTS' })
    expect(await diary.get(entry.id)).toMatchObject({ meal: 'breakfast', name: 'Porridge' })
  })

  test('the same figures in another order are the same content', async () => {
    const entry = aQuickAdd({ figures: { energyKcal: 300, proteinG: 10, fatG: 2 } })
    await diary.log(entry)
    expect(
      await diary.record(aQuickAdd({ id: entry.id, figures: { fatG: 2, proteinG: 10, energyKcal: 300 } })),
    ).toMatchObject({ created: false })
  })

  test('after deletion the id stays taken', async () => {
    const entry = aQuickAdd()
    await diary.log(entry)
    await diary.remove(entry.id)
    await expect(diary.record(entry)).rejects.toMatchObject({ kind: 'conflict', reason: 'ENTRY_EXISTS' })
    expect((await diary.day(DAY)).entries).toEqual([])
  })

  test('a retry is answered though its portion has gone from the food since', async () => {
    const bread = await catalogueFood(house, ann, 'Olive oil')
    const entry = anEntryOf(portions(bread.id, 1, bread.portions[0]!.name))
    const stored = await diary.log(entry)
    await stateFood(house, { ...bread, portions: [] }, 5n)
    expect(await diary.record(entry)).toEqual({ entry: stored, created: false })
    await expect(diary.record({ ...entry, id: uuidv7() })).rejects.toMatchObject({
      reason: 'PORTION_NOT_FOUND',
    })
    await expect(diary.record({ ...entry, meal: 'dinner' })).rejects.toMatchObject({
      reason: 'PORTION_NOT_FOUND',
    })
  })

  test('twenty at once are one row and one fact', async () => {
    const entry = aQuickAdd()
    const answers = await Promise.all(Array.from({ length: 20 }, () => diary.record(entry)))
    expect(answers.filter(({ created }) => created)).toHaveLength(1)
    expect(new Set(answers.map(({ entry: each }) => each!.version)).size).toBe(1)
    expect(await rowsOf(ann)).toHaveLength(1)
    expect(await heard.diary(ann)).toHaveLength(1)
  })

  test('the same id of two people is two entries', async () => {
    const entry = aQuickAdd()
    await diary.log(entry)
    const ben = diaryOf(house, await house.person())
    expect(await ben.record({ ...entry, meal: 'dinner' })).toMatchObject({ created: true })
    expect(await diary.get(entry.id)).toMatchObject({ meal: 'breakfast' })
  })
})

describe('what is stored', () => {
  test('a quick add has its figures and name, and neither food nor grams', async () => {
    house.clock.set(Date.parse('2026-05-05T10:00:00Z'))
    const entry = await diary.log(aQuickAdd({ eatenAt: new Date('2026-05-05T06:00:00Z') }))
    expect(entry).toMatchObject({
      date: DAY,
      meal: 'breakfast',
      name: 'Porridge',
      eatenAt: new Date('2026-05-05T06:00:00Z'),
      item: { $case: 'quickAdd', value: { name: 'Porridge' } },
    })
    expect(entry.grams).toBeUndefined()
    expect(figuresOf(entry.nutrients)).toEqual({ energyKcal: 300, proteinG: 10.5 })
    expect(entry.createdAt!.toISOString()).toMatch(/^2026-05-05T10:00:0/)
    expect(entry.updatedAt).toEqual(entry.createdAt)
    house.clock.set(Date.now())
  })

  test('grams of a catalogue food scale all that is known of it and nothing else', async () => {
    const entry = await diary.log(anEntryOf(grams(banana.id, 150)))
    const expected = banana.per100.map(({ nutrient, amount }) => ({
      nutrient,
      amount: Math.round(amount * 1.5 * 1e6) / 1e6,
    }))
    expect(entry).toMatchObject({ name: 'Banana', grams: 150, item: grams(banana.id, 150) })
    expect(entry.nutrients).toEqual(expected.toSorted((a, b) => a.nutrient - b.nutrient))
    expect(await diary.get(entry.id)).toEqual(entry)
  })

  test('so many portions weigh so many times their grams', async () => {
    const food = await diary.create(
      anOwnFood({
        portions: [
          { name: '1 Cup', grams: 1.1 },
          { name: '1 crème', grams: 30 },
        ],
      }),
    )
    const logged = await diary.log(anEntryOf(portions(food.id, 3, ' 1 cup ')))
    expect(logged).toMatchObject({ grams: 3.3, name: 'Red lentils', item: portions(food.id, 3, '1 cup') })
    expect(figuresOf(logged.nutrients)).toEqual({ energyKcal: 3.828, proteinG: 0.297 })
    expect(await diary.log(anEntryOf(portions(food.id, 0.5, '1 cre\u0300me')))).toMatchObject({ grams: 15 })
  })

  test('an unknown portion is refused with the choices', async () => {
    const food = await diary.create(
      anOwnFood({
        portions: [
          { name: '1 cup', grams: 200 },
          { name: '1 spoon', grams: 15 },
        ],
      }),
    )
    await expect(diary.record(anEntryOf(portions(food.id, 1, '1 bucket')))).rejects.toMatchObject({
      kind: 'invalid',
      reason: 'PORTION_NOT_FOUND',
      faults: [{ path: 'amount.portion', message: expect.stringContaining('1 cup, 1 spoon') }],
    })
    const bare = await diary.create(anOwnFood({ portions: [] }))
    await expect(diary.record(anEntryOf(portions(bare.id, 1, '1 cup')))).rejects.toMatchObject({
      message: expect.stringContaining('give grams'),
    })
  })

  test('portions together weigh no more than grams may', async () => {
    const food = await diary.create(anOwnFood({ portions: [{ name: '1 sack', grams: 10_000 }] }))
    expect(await diary.log(anEntryOf(portions(food.id, 2, '1 sack')))).toMatchObject({ grams: 20_000 })
    await expect(diary.record(anEntryOf(portions(food.id, 3, '1 sack')))).rejects.toMatchObject({
      kind: 'invalid',
      faults: [{ path: 'amount.count', code: 'OUT_OF_RANGE' }],
    })
  })

  test("without day and instant it is now, on the person's own day", async () => {
    house.clock.set(Date.parse('2026-05-07T10:00:00Z'))
    const entry = await diary.log(aQuickAdd({ date: '' }))
    expect(entry.date).toBe('2026-05-07')
    expect(entry.eatenAt!.toISOString()).toMatch(/^2026-05-07T10:00:0/)
    house.clock.set(Date.now())
  })

  test('finer than a millionth is not kept, so that what is shown adds up', async () => {
    const { nutrients } = await diary.log(aQuickAdd({ figures: { fatG: 0.1234567, proteinG: 0.0000004 } }))
    expect(figuresOf(nutrients)).toEqual({ fatG: 0.123457, proteinG: 0 })
    expect(
      await house.sql('select nutrients from events.diary_entries where user_id = $1', [ann.userId]),
    ).toEqual([{ nutrients: { 2: 0, 4: 0.123457 } }])
  })
})

test("an unknown food and another person's own food are refused alike", async () => {
  const ben = diaryOf(house, await house.person())
  const his = await ben.create(anOwnFood())
  const failures = await Promise.all(
    [his.id, uuidv7()].map((id) =>
      diary.record(anEntryOf(grams(id, 100))).then(
        () => undefined,
        (error: Error) => ({ ...error, message: error.message }),
      ),
    ),
  )
  expect(failures[0]).toMatchObject({ kind: 'not_found', reason: 'FOOD_NOT_FOUND' })
  expect(failures[0]).toEqual(failures[1])
  expect(await rowsOf(ann)).toEqual([])
})

test("an own food goes by the person's own figures", async () => {
  const food = await diary.create(anOwnFood({ per100: amounts({ energyKcal: 50 }) }))
  expect(figuresOf((await diary.log(anEntryOf(grams(food.id, 40)))).nutrients)).toEqual({ energyKcal: 20 })
})
