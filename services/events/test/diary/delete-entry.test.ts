import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { DAY, aPatch, aQuickAdd } from '../an-entry.ts'
import { diaryOf, type Diary } from '../diary.ts'

let house: House
let ann: Person
let diary: Diary
beforeAll(async () => {
  house = await startHouse()
})
beforeEach(async () => {
  ann = await house.person()
  diary = diaryOf(house, ann)
})
afterAll(() => house?.stop())

const NOT_FOUND = { kind: 'not_found', reason: 'ENTRY_NOT_FOUND' }

test('a deleted entry is in no answer, and leaves a tombstone with the next version', async () => {
  const [gone, kept] = [
    await diary.log(aQuickAdd()),
    await diary.log(aQuickAdd({ name: 'Tea', figures: { energyKcal: 2 } })),
  ]
  await diary.remove(gone.id)
  await expect(diary.get(gone.id)).rejects.toMatchObject(NOT_FOUND)
  const day = await diary.day(DAY)
  expect([day.entries, day.totals]).toEqual([[kept], kept.nutrients])
  expect((await diary.events.diary.listDays({ from: DAY, to: DAY }, diary.call())).days).toMatchObject([
    { entryCount: 1, totals: kept.nutrients },
  ])
  expect(
    await house.sql(
      'select version::int, deleted_at is not null as dead from events.diary_entries where user_id = $1 order by version',
      [ann.userId],
    ),
  ).toEqual([
    { version: 2, dead: false },
    { version: 3, dead: true },
  ])
})

test('an entry is deleted once, and not changed afterwards', async () => {
  const { id } = await diary.log(aQuickAdd())
  await diary.remove(id)
  const before = await house.sql('select * from events.diary_entries where user_id = $1', [ann.userId])
  await expect(diary.remove(id)).rejects.toMatchObject(NOT_FOUND)
  await expect(
    diary.events.diary.updateEntry({ id, patch: aPatch({ meal: 'dinner' }) }, diary.call()),
  ).rejects.toMatchObject(NOT_FOUND)
  expect(await house.sql('select * from events.diary_entries where user_id = $1', [ann.userId])).toEqual(
    before,
  )
})

test('of two deletions at once one is told that there is none', async () => {
  const { id } = await diary.log(aQuickAdd())
  const outcomes = await Promise.allSettled([diary.remove(id), diary.remove(id)])
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('a stale version deletes nothing', async () => {
  const entry = await diary.log(aQuickAdd())
  const { version } = (
    await diary.events.diary.updateEntry({ id: entry.id, patch: aPatch({ meal: 'dinner' }) }, diary.call())
  ).entry!
  await expect(diary.remove(entry.id, entry.version)).rejects.toMatchObject({
    kind: 'conflict',
    reason: 'VERSION_MISMATCH',
  })
  await diary.remove(entry.id, version)
  await expect(diary.get(entry.id)).rejects.toMatchObject(NOT_FOUND)
})
