import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { ProgressKind } from '@mymacrotracker/contracts/recommender/v1/recommender_events'
import { v7 as uuidv7 } from 'uuid'
import { eventually, startHouse, type House } from '@mymacrotracker/all/testing'
import { amountList } from '../a-food.ts'
import {
  deletedFact,
  diary,
  entryFact,
  listen,
  publish,
  statedOf,
  targets,
  targetsFact,
  type AnEntry,
} from '../facts.ts'

const SATURDAY = '2026-11-21'
const SUNDAY = '2026-11-22'
let house: House
beforeAll(async () => {
  house = await startHouse()
  house.clock.set(Date.parse('2026-11-21T12:00:00Z'))
})
afterAll(() => house.stop())

const aPerson = async (
  figures: Parameters<typeof targetsFact>[0]['figures'] = { energyKcal: 2000, proteinG: 100 },
) => {
  const userId = randomUUID()
  await publish(house, userId, [
    targets(targetsFact({ userId, effectiveFrom: '2026-11-01', version: 1, figures })),
  ])
  return userId
}
const entry = (userId: string, version: number, figures: object, overrides: object = {}) => ({
  userId,
  entryId: randomUUID(),
  date: SATURDAY,
  version,
  figures,
  ...overrides,
})

test('protein that reaches the target is stated with its figures, and again as an update', async () => {
  const heard = await listen(house)
  const userId = await aPerson()
  await publish(house, userId, [diary(entryFact(entry(userId, 1, { energyKcal: 600, proteinG: 60 })))])
  expect(await statedOf(house, userId)).toEqual([])
  await publish(house, userId, [diary(entryFact(entry(userId, 2, { energyKcal: 400, proteinG: 40 })))])
  await publish(house, userId, [diary(entryFact(entry(userId, 3, { proteinG: 20 })))])
  expect(await statedOf(house, userId)).toEqual([`${SATURDAY} proteinTargetReached`])
  await eventually(() =>
    expect(heard.filter(({ value }) => value.userId === userId)).toEqual([
      {
        $case: 'proteinTargetReached',
        value: { userId, date: SATURDAY, proteinG: 100, targetG: 100, isUpdate: false },
      },
      {
        $case: 'proteinTargetReached',
        value: { userId, date: SATURDAY, proteinG: 120, targetG: 100, isUpdate: true },
      },
    ]),
  )
})

test('what a person logs through the diary counts', async () => {
  const ann = await house.person()
  const gateway = house.as('gateway')
  await gateway.profile.targets.putTargets(
    {
      targets: { amounts: amountList({ energyKcal: 2000, proteinG: 50 }), waterMl: undefined },
      byWeekday: [],
    },
    house.call(ann),
  )
  const item = {
    $case: 'quickAdd' as const,
    value: { name: 'Stew', nutrients: amountList({ energyKcal: 2100, proteinG: 30 }) },
  }
  const { entry: stew } = await gateway.events.diary.recordEntry(
    { entry: { id: uuidv7(), date: SATURDAY, eatenAt: undefined, meal: 'lunch', item } },
    house.call(ann),
  )
  await eventually(async () =>
    expect(await statedOf(house, ann.userId)).toEqual([`${SATURDAY} energyTargetExceeded`]),
  )
  const patch = {
    item: { ...item, value: { ...item.value, nutrients: amountList({ energyKcal: 2100, proteinG: 51 }) } },
    eatenAt: undefined,
  }
  await gateway.events.diary.updateEntry({ id: stew!.id, patch }, house.call(ann))
  await eventually(async () =>
    expect(await statedOf(house, ann.userId)).toEqual([
      `${SATURDAY} energyTargetExceeded`,
      `${SATURDAY} proteinTargetReached`,
    ]),
  )
})

test('energy is exceeded above the target, not at it', async () => {
  const userId = await aPerson()
  const first = entry(userId, 1, { energyKcal: 2000 })
  await publish(house, userId, [diary(entryFact(first))])
  expect(await statedOf(house, userId)).toEqual([])
  await publish(house, userId, [
    diary(entryFact({ ...first, version: 2, figures: { energyKcal: 2001 } }, 'entryChanged')),
  ])
  expect(await statedOf(house, userId)).toEqual([`${SATURDAY} energyTargetExceeded`])
})

test('amounts that add up in decimals reach the target exactly', async () => {
  const userId = await aPerson({ energyKcal: 2000, proteinG: 0.3 })
  await publish(house, userId, [
    diary(entryFact(entry(userId, 1, { proteinG: 0.1 }))),
    diary(entryFact(entry(userId, 2, { proteinG: 0.2 }))),
  ])
  expect(await statedOf(house, userId)).toEqual([`${SATURDAY} proteinTargetReached`])
})

test.each(['corrected', 'deleted', 'moved'] as const)(
  'an entry that is %s takes back what it made true, and what is true later is stated again',
  async (how) => {
    const heard = await listen(house)
    const userId = await aPerson()
    const typo = entry(userId, 1, { energyKcal: 19_500 })
    const mended = {
      corrected: entryFact({ ...typo, version: 2, figures: { energyKcal: 195 } }, 'entryChanged'),
      deleted: deletedFact({ ...typo, version: 2 }),
      moved: entryFact({ ...typo, version: 2, date: '2026-10-01' }, 'entryChanged'),
    }[how]
    await publish(house, userId, [diary(entryFact(typo))])
    await publish(house, userId, [diary(mended)])
    expect(await statedOf(house, userId)).toEqual([])
    await publish(house, userId, [diary(entryFact(entry(userId, 3, { energyKcal: 2100 })))])
    await eventually(() =>
      expect(heard.filter(({ value }) => value.userId === userId && value.date === SATURDAY)).toMatchObject([
        { $case: 'energyTargetExceeded', value: { energyKcal: 19_500, isUpdate: false } },
        { $case: 'progressWithdrawn', value: { kind: ProgressKind.PROGRESS_KIND_ENERGY_TARGET_EXCEEDED } },
        { $case: 'energyTargetExceeded', value: { isUpdate: false } },
      ]),
    )
  },
)

test('what is planned is not eaten', async () => {
  const userId = await aPerson()
  const planned = entry(userId, 1, { energyKcal: 2500, proteinG: 120 }, { planned: true })
  await publish(house, userId, [diary(entryFact(planned as AnEntry))])
  expect(await statedOf(house, userId)).toEqual([])
  const eaten = { ...planned, version: 2, planned: false } as AnEntry
  await publish(house, userId, [diary(entryFact(eaten, 'entryChanged'))])
  expect(await statedOf(house, userId)).toHaveLength(2)
})

test('what rounds to equal is not exceeded, and is reached', async () => {
  const userId = await aPerson({ energyKcal: 2000, proteinG: 100 })
  await publish(house, userId, [diary(entryFact(entry(userId, 1, { energyKcal: 2000.4, proteinG: 99.6 })))])
  expect(await statedOf(house, userId)).toEqual([`${SATURDAY} proteinTargetReached`])
})

test('an entry that moves counts on its new day alone', async () => {
  const userId = await aPerson()
  const moved = entry(userId, 1, { proteinG: 60 })
  await publish(house, userId, [
    diary(entryFact(moved)),
    diary(entryFact({ ...moved, version: 2, date: SUNDAY }, 'entryChanged')),
    diary(entryFact(entry(userId, 3, { proteinG: 50 }))),
  ])
  expect(await statedOf(house, userId)).toEqual([])
  await publish(house, userId, [diary(entryFact(entry(userId, 4, { proteinG: 50 }, { date: SUNDAY })))])
  expect(await statedOf(house, userId)).toEqual([`${SUNDAY} proteinTargetReached`])
})

test('a fact that comes after a later one changes nothing', async () => {
  const userId = await aPerson()
  const late = entry(userId, 3, { proteinG: 120 })
  await publish(house, userId, [diary(deletedFact({ ...late, version: 5 })), diary(entryFact(late))])
  expect(await statedOf(house, userId)).toEqual([])
  const changed = entry(userId, 9, { proteinG: 10 })
  await publish(house, userId, [
    diary(entryFact(changed, 'entryChanged')),
    diary(entryFact({ ...changed, version: 8, figures: { proteinG: 200 } })),
  ])
  expect(await statedOf(house, userId)).toEqual([])
})

test('the target is that of the weekday', async () => {
  const userId = await aPerson([50, 50, 50, 50, 50, 80, 200].map((proteinG) => ({ proteinG })))
  await publish(house, userId, [
    diary(entryFact(entry(userId, 1, { proteinG: 100 }))),
    diary(entryFact(entry(userId, 2, { proteinG: 100 }, { date: SUNDAY }))),
  ])
  expect(await statedOf(house, userId)).toEqual([`${SATURDAY} proteinTargetReached`])
})

test('without targets nothing is stated', async () => {
  const userId = randomUUID()
  await publish(house, userId, [diary(entryFact(entry(userId, 1, { energyKcal: 9000, proteinG: 500 })))])
  expect(await statedOf(house, userId)).toEqual([])
  const unknown = await aPerson({})
  await publish(house, unknown, [diary(entryFact(entry(unknown, 1, { energyKcal: 9000, proteinG: 500 })))])
  expect(await statedOf(house, unknown)).toEqual([])
})

test("one person's entries are nobody else's progress", async () => {
  const [ann, ben] = [await aPerson(), await aPerson()]
  await publish(house, ann, [diary(entryFact(entry(ann, 1, { proteinG: 60 })))])
  await publish(house, ben, [diary(entryFact(entry(ben, 1, { proteinG: 60 })))])
  expect([await statedOf(house, ann), await statedOf(house, ben)]).toEqual([[], []])
})

test('a topic that is read again from its start states nothing twice', async () => {
  const heard = await listen(house)
  const before = await house.sql(
    'select user_id, date, kind from recommender.stated_progress order by 1, 2, 3',
  )
  await house.bus.replay('recommender.on-diary-entry', 'mymacrotracker.events.diary.v1')
  const ann = await aPerson()
  await publish(house, ann, [diary(entryFact(entry(ann, 1, { proteinG: 100 })))])
  await eventually(() => expect(heard.map(({ value }) => value.userId)).toEqual([ann]))
  expect(
    await house.sql(
      'select user_id, date, kind from recommender.stated_progress where user_id <> $1 order by 1, 2, 3',
      [ann],
    ),
  ).toEqual(before)
})
