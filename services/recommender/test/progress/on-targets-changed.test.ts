import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startHouse, type House } from '@mymacrotracker/all/testing'
import { diary, entryFact, publish, statedOf, targets, targetsFact } from '../facts.ts'

let house: House
beforeAll(async () => {
  house = await startHouse()
  house.clock.set(Date.parse('2026-11-21T12:00:00Z'))
})
afterAll(() => house.stop())

/** A person with 100 g of protein logged on each of these days. */
const aPersonWith = async (dates: string[]) => {
  const userId = randomUUID()
  await publish(
    house,
    userId,
    dates.map((date, at) =>
      diary(entryFact({ userId, entryId: randomUUID(), date, version: at + 1, figures: { proteinG: 100 } })),
    ),
  )
  return userId
}

test('targets that come after the entries are compared with them', async () => {
  const userId = await aPersonWith(['2026-11-21'])
  await publish(house, userId, [
    targets(targetsFact({ userId, effectiveFrom: '2026-11-21', version: 1, figures: { proteinG: 90 } })),
  ])
  expect(await statedOf(house, userId)).toEqual(['2026-11-21 proteinTargetReached'])
})

test('days before the targets, and days of long ago, are left alone', async () => {
  const userId = await aPersonWith(['2026-11-10', '2026-11-18', '2026-11-20', '2026-11-22'])
  await publish(house, userId, [
    targets(targetsFact({ userId, effectiveFrom: '2026-11-20', version: 1, figures: { proteinG: 90 } })),
  ])
  expect(await statedOf(house, userId)).toEqual([
    '2026-11-20 proteinTargetReached',
    '2026-11-22 proteinTargetReached',
  ])
  await publish(house, userId, [
    targets(targetsFact({ userId, effectiveFrom: '2026-11-01', version: 2, figures: { proteinG: 90 } })),
  ])
  expect(await statedOf(house, userId)).toEqual(
    ['2026-11-18', '2026-11-20', '2026-11-22'].map((date) => `${date} proteinTargetReached`),
  )
})

test('targets of a day that come after later ones for that day are ignored', async () => {
  const userId = await aPersonWith(['2026-11-21'])
  await publish(house, userId, [
    targets(targetsFact({ userId, effectiveFrom: '2026-11-21', version: 2, figures: { proteinG: 150 } })),
    targets(targetsFact({ userId, effectiveFrom: '2026-11-21', version: 1, figures: { proteinG: 50 } })),
  ])
  expect(await statedOf(house, userId)).toEqual([])
})

test('each day is compared with the targets in force on it', async () => {
  const userId = await aPersonWith(['2026-11-20', '2026-11-21'])
  await publish(house, userId, [
    targets(targetsFact({ userId, effectiveFrom: '2026-11-21', version: 2, figures: { proteinG: 90 } })),
    targets(targetsFact({ userId, effectiveFrom: '2026-11-01', version: 1, figures: { proteinG: 150 } })),
  ])
  expect(await statedOf(house, userId)).toEqual(['2026-11-21 proteinTargetReached'])
})
