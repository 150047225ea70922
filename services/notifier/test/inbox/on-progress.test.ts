import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { PROTEIN } from '@mymacrotracker/nutrition'
import { progressTopic } from '@mymacrotracker/contracts'
import { ProgressKind } from '@mymacrotracker/contracts/recommender/v1/recommender_events'
import { v7 as uuidv7 } from 'uuid'
import { eventually, startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import {
  dayOf,
  energyExceeded,
  inboxOf,
  proteinReached,
  state,
  takenIn,
  withdrawn,
} from '../progress-facts.ts'

const DAY_MS = 86_400_000
let house: House
let ann: Person
beforeAll(async () => {
  house = await startHouse()
})
beforeEach(async () => {
  ann = await house.person()
})
afterAll(() => house?.stop())

const today = () => dayOf(house.clock.now())
const inbox = async (person = ann) => (await inboxOf(house, person)).notifications

describe('what is told', () => {
  test('protein that is reached, with its figures', async () => {
    await state(house, proteinReached(ann, today()))
    const [told, ...others] = await inbox()
    expect(told).toMatchObject({
      kind: 'PROTEIN_TARGET_REACHED',
      title: 'Protein target reached',
      body: `121 g of 120 g protein on ${today()}. Well done.`,
      date: today(),
    })
    expect([told!.readAt, others]).toEqual([undefined, []])
    expect(Math.abs(told!.createdAt!.getTime() - house.clock.now())).toBeLessThan(60_000)
  })

  test('energy that is exceeded, with how much', async () => {
    await state(house, energyExceeded(ann, today()))
    expect(await inbox()).toMatchObject([
      {
        kind: 'ENERGY_TARGET_EXCEEDED',
        body: `2150 kcal on ${today()}, 150 kcal above the target of 2000 kcal.`,
      },
    ])
  })

  test('each kind and each day for itself, and to nobody else', async () => {
    const yesterday = dayOf(house.clock.now() - DAY_MS)
    for (const fact of [
      proteinReached(ann, today()),
      energyExceeded(ann, today()),
      proteinReached(ann, yesterday),
    ])
      await state(house, fact)
    expect((await inbox()).map(({ kind, date }) => [kind, date])).toEqual([
      ['PROTEIN_TARGET_REACHED', yesterday],
      ['ENERGY_TARGET_EXCEEDED', today()],
      ['PROTEIN_TARGET_REACHED', today()],
    ])
    expect(await inbox(await house.person())).toEqual([])
  })
})

describe('a message follows its day', () => {
  const ENERGY_EXCEEDED = ProgressKind.PROGRESS_KIND_ENERGY_TARGET_EXCEEDED
  const read = async () => {
    const [message] = await inbox()
    const { notifier } = house.as('gateway')
    await notifier.inbox.markNotificationRead({ id: message!.id }, house.call(ann))
  }
  const update = { isUpdate: true, energyKcal: 2300 }

  test('figures that change give an unread message other words', async () => {
    await state(house, energyExceeded(ann, today()))
    const [before] = await inbox()
    await state(house, energyExceeded(ann, today(), update))
    expect(await inbox()).toMatchObject([{ id: before!.id, body: expect.stringContaining('2300 kcal') }])
  })

  test('one that was read keeps its words, and nothing new is told of other figures', async () => {
    await state(house, energyExceeded(ann, today()))
    await read()
    await state(house, energyExceeded(ann, today(), update))
    expect(await inbox()).toMatchObject([{ body: expect.stringContaining('2150 kcal') }])
  })

  test('what no longer holds is taken back, and a real excess later is told', async () => {
    await state(house, energyExceeded(ann, today(), { energyKcal: 19_500 }))
    await state(house, withdrawn(ann, today(), ENERGY_EXCEEDED))
    expect(await inbox()).toEqual([])
    await state(house, energyExceeded(ann, today()))
    expect(await inbox()).toMatchObject([{ body: expect.stringContaining('2150 kcal') }])
  })

  test('a real excess is told also when the mistaken message was read', async () => {
    await state(house, energyExceeded(ann, today(), { energyKcal: 19_500 }))
    await read()
    await state(house, withdrawn(ann, today(), ENERGY_EXCEEDED))
    await state(house, energyExceeded(ann, today()))
    const [told, ...others] = await inbox()
    expect([told!.readAt, others]).toEqual([undefined, []])
    expect(told!.body).toContain('2150 kcal')
  })
})

describe('what is not told', () => {
  test('the same fact again, delivered or stated', async () => {
    const eventId = randomUUID()
    await state(house, proteinReached(ann, today()), eventId)
    const before = await inbox()
    await state(house, proteinReached(ann, today()), eventId)
    await state(house, proteinReached(ann, today()))
    await Promise.all(Array.from({ length: 10 }, () => state(house, proteinReached(ann, today()))))
    expect(await inbox()).toEqual(before)
    expect(before).toHaveLength(1)
  })

  test('progress of a day that is long over, or far ahead', async () => {
    for (const days of [-400, -3, 3])
      await state(house, proteinReached(ann, dayOf(house.clock.now() + days * DAY_MS)))
    expect(await inbox()).toEqual([])
  })

  test('what was told already, when the topic is read from its start again', async () => {
    await state(house, energyExceeded(ann, today()))
    const rows = () => house.sql('select * from notifier.notifications order by user_id, id')
    const before = await rows()
    await house.bus.replay('notifier.on-progress', progressTopic.name)
    await takenIn(house)
    expect(await rows()).toEqual(before)
  })
})

test("a fact under another person's key tells nobody", async () => {
  const other = randomUUID()
  await house.bus.publish([
    {
      topic: progressTopic.name,
      key: other,
      eventId: randomUUID(),
      headers: {},
      body: progressTopic.encode(proteinReached(ann, today())),
    },
  ])
  await eventually(async () =>
    expect(await house.bus.parked('notifier.on-progress')).toMatchObject([{ key: other }]),
  )
  expect(await inbox()).toEqual([])
  await house.sql('delete from bus.parked')
})

test('food that is logged over the protein target is in the inbox once', async () => {
  const { events, profile } = house.as('gateway')
  const log = (amount: number) =>
    events.diary.recordEntry(
      {
        entry: {
          id: uuidv7(),
          date: today(),
          eatenAt: undefined,
          meal: 'lunch',
          item: { $case: 'quickAdd', value: { name: 'Skyr', nutrients: [{ nutrient: PROTEIN, amount }] } },
        },
      },
      house.call(ann),
    )
  await profile.targets.putTargets(
    {
      targets: {
        amounts: [
          { nutrient: 1, amount: 2000 },
          { nutrient: PROTEIN, amount: 100 },
        ],
        waterMl: undefined,
      },
      byWeekday: [],
    },
    house.call(ann),
  )
  await log(60)
  await log(45)
  const [told] = await eventually(async () => {
    const all = await inbox()
    expect(all).toHaveLength(1)
    return all
  })
  expect(told).toMatchObject({
    kind: 'PROTEIN_TARGET_REACHED',
    body: expect.stringContaining('105 g of 100 g'),
  })
  await log(30)
  await eventually(async () =>
    expect(await inbox()).toMatchObject([{ id: told!.id, body: expect.stringContaining('135 g of 100 g') }]),
  )
})
