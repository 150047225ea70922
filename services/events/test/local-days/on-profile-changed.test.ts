import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { eventually, startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { DAY, aQuickAdd } from '../an-entry.ts'
import { diaryOf, type Diary } from '../diary.ts'
import { stateProfile } from '../facts.ts'

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

/** 23:30 in Berlin, 09:30 of the next day in Auckland. */
const LATE = new Date('2026-05-05T21:30:00Z')
const dayOfLate = async () => (await diary.log(aQuickAdd({ date: '', eatenAt: LATE }))).date

test("an entry is on the person's own day, and the zone they move to counts from then on", async () => {
  const first = await diary.log(aQuickAdd({ date: '', eatenAt: LATE }))
  expect(first.date).toBe('2026-05-05')
  await house
    .as('gateway')
    .profile.person.updateProfile(
      { patch: { timeZone: 'Pacific/Auckland', allergens: undefined, dislikes: undefined, cleared: [] } },
      house.call(ann),
    )
  await eventually(async () => expect(await dayOfLate()).toBe('2026-05-06'))
  expect((await diary.get(first.id)).date).toBe('2026-05-05')
})

test('settings that the edge passes on hold at once, and an older fact does not undo them', async () => {
  const keep = (timeZone: string, version: bigint) =>
    diary.events.localDays.keepDaySettings({ timeZone, dayStartsAt: '00:00', version }, diary.call())
  await keep('Pacific/Auckland', 5n)
  expect(await dayOfLate()).toBe('2026-05-06')
  await stateProfile(house, ann, { timeZone: 'UTC', dayStartsAt: '00:00', version: 4n })
  await keep('UTC', 3n)
  expect(await dayOfLate()).toBe('2026-05-06')
  await keep('UTC', 6n)
  expect(await dayOfLate()).toBe('2026-05-05')
  await expect(keep('Europe/Atlantis', 7n)).rejects.toMatchObject({ reason: 'TIME_ZONE_UNKNOWN' })
})

test('a snack before the day begins is on the day before', async () => {
  await stateProfile(house, ann, { timeZone: 'Pacific/Auckland', dayStartsAt: '04:00', version: 9n })
  const at = async (instant: string) =>
    (await diary.log(aQuickAdd({ date: '', eatenAt: new Date(instant) }))).date
  expect([await at('2026-11-20T14:30:00Z'), await at('2026-11-20T15:30:00Z')]).toEqual([
    '2026-11-20',
    '2026-11-21',
  ])
})

test('a day that the phone says stands, whatever the zone', async () => {
  await stateProfile(house, ann, { timeZone: 'Pacific/Auckland', dayStartsAt: '04:00', version: 9n })
  expect((await diary.log(aQuickAdd({ eatenAt: LATE }))).date).toBe(DAY)
})

test('an older fact that comes later, and one that comes twice, change nothing', async () => {
  const eventId = randomUUID()
  const berlin = { timeZone: 'Europe/Berlin', dayStartsAt: '00:00', version: 8n, eventId }
  await stateProfile(house, ann, berlin)
  await stateProfile(house, ann, { timeZone: 'UTC', dayStartsAt: '00:00', version: 7n })
  expect(
    await house.sql('select time_zone, version::int from events.person_settings where user_id = $1', [
      ann.userId,
    ]),
  ).toEqual([{ time_zone: 'Europe/Berlin', version: 8 }])
  expect(await dayOfLate()).toBe('2026-05-05')
  await stateProfile(house, ann, { timeZone: 'Pacific/Auckland', dayStartsAt: '00:00', version: 9n })
  expect(await dayOfLate()).toBe('2026-05-06')
  await stateProfile(house, ann, berlin)
  expect(await dayOfLate()).toBe('2026-05-06')
})

test('a fact that comes before the first entry is not overwritten by what is asked for', async () => {
  await stateProfile(house, ann, { timeZone: 'Pacific/Auckland', dayStartsAt: '00:00', version: 9n })
  expect(await dayOfLate()).toBe('2026-05-06')
  expect(
    await house.sql('select version::int from events.person_settings where user_id = $1', [ann.userId]),
  ).toEqual([{ version: 9 }])
})
