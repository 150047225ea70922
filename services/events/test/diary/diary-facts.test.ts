import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { diaryTopic } from '@mymacrotracker/contracts'
import type { DeliveredMessage } from '@mymacrotracker/bus'
import { v7 as uuidv7 } from 'uuid'
import { eventually, startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { DAY, aPatch, aQuickAdd, amounts, anEntryOf, anOwnFood, grams, portions } from '../an-entry.ts'
import { diaryOf, type Diary } from '../diary.ts'
import { hearFacts, type HeardFacts } from '../facts.ts'

let house: House
let heard: HeardFacts
let ann: Person
let diary: Diary
beforeAll(async () => {
  house = await startHouse()
  heard = await hearFacts(house)
})
beforeEach(async () => {
  ann = await house.person()
  diary = diaryOf(house, ann)
})
afterAll(() => house?.stop())

test('each change is one fact, in order, with all that others need', async () => {
  const food = await diary.create(anOwnFood())
  const entry = await diary.log(anEntryOf(grams(food.id, 50)))
  const changed = (
    await diary.events.diary.updateEntry(
      { id: entry.id, patch: aPatch({ meal: 'dinner', date: '2026-05-06' }) },
      diary.call(),
    )
  ).entry!
  await diary.remove(entry.id)
  const state = { userId: ann.userId, entryId: entry.id, foodId: food.id, nutrients: entry.nutrients }
  expect(await heard.diary(ann)).toEqual([
    {
      $case: 'entryRecorded',
      value: { entry: { ...state, date: DAY, meal: 'lunch', planned: false, version: entry.version } },
    },
    {
      $case: 'entryChanged',
      value: {
        entry: { ...state, date: '2026-05-06', meal: 'dinner', planned: false, version: changed.version },
      },
    },
    {
      $case: 'entryDeleted',
      value: { userId: ann.userId, entryId: entry.id, date: '2026-05-06', version: changed.version + 1n },
    },
  ])
})

test('a quick add names no food', async () => {
  const entry = await diary.log(aQuickAdd())
  expect(await heard.diary(ann)).toEqual([
    {
      $case: 'entryRecorded',
      value: {
        entry: {
          userId: ann.userId,
          entryId: entry.id,
          date: DAY,
          meal: 'breakfast',
          foodId: '',
          nutrients: amounts({ energyKcal: 300, proteinG: 10.5 }),
          version: entry.version,
          planned: false,
        },
      },
    },
  ])
})

test('what is refused states nothing', async () => {
  const food = await diary.create(anOwnFood())
  const entry = await diary.log(anEntryOf(grams(food.id, 50)))
  const refused = await Promise.allSettled([
    diary.record({ ...entry, item: grams(food.id, 60) }),
    diary.record(aQuickAdd({ figures: { energyKcal: -1 } })),
    diary.record(anEntryOf(grams(uuidv7(), 50))),
    diary.record(anEntryOf(portions(food.id, 1, 'bucket'))),
    diary.events.diary.updateEntry(
      { id: entry.id, patch: aPatch({ meal: 'dinner' }), expectedVersion: 999n },
      diary.call(),
    ),
    diary.remove(entry.id, 999n),
    diary.remove(uuidv7()),
    diary.events.diary.recordEntry({ entry: aQuickAdd() }, diary.call({ token: undefined })),
  ])
  expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 'rejected'))
  await diary.record({ ...aQuickAdd(), id: entry.id, item: grams(food.id, 50), meal: 'lunch' })
  expect((await heard.diary(ann)).map(({ $case }) => $case)).toEqual(['entryRecorded'])
})

test("marks and own foods are nobody else's business", async () => {
  await diary.create(anOwnFood())
  await diary.events.diary.markDay({ date: DAY, status: 2 }, diary.call())
  expect(await heard.diary(ann)).toEqual([])
})

test('facts of one person come in the order of their versions, under their key and as CloudEvents', async () => {
  const messages: DeliveredMessage[] = []
  await house.bus.broadcast(diaryTopic.name, (message) => {
    if (message.key === ann.userId) messages.push(message)
  })
  await Promise.all(Array.from({ length: 20 }, () => diary.log(aQuickAdd())))
  await eventually(() => expect(messages).toHaveLength(20))
  const facts = messages.map(({ body }) => diaryTopic.decode(body).fact!)
  const versions = facts.map((fact) => (fact.$case === 'entryRecorded' ? fact.value.entry!.version : 0n))
  expect(versions).toEqual(versions.toSorted((a, b) => (a < b ? -1 : 1)))
  expect(new Set(messages.map(({ eventId }) => eventId)).size).toBe(20)
  for (const { headers, eventId } of messages)
    expect(headers).toMatchObject({
      ce_id: eventId,
      ce_type: 'mymacrotracker.events.v1.DiaryFact',
      ce_source: '/mymacrotracker/events',
      ce_specversion: '1.0',
    })
})
