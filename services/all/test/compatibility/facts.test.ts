import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { JsonObject } from '@bufbuild/protobuf'
import type { BusMessage, DeliveredMessage } from '@mymacrotracker/bus'
import {
  diaryTopic,
  foodTopic,
  profileTopic,
  progressTopic,
  targetsTopic,
  userTopic,
  weightTopic,
} from '@mymacrotracker/contracts'
import { eventually } from '@mymacrotracker/testing'
import { v7 as uuidv7 } from 'uuid'
import { RELEASED_TOPICS } from './message-differences.ts'
import { withMoreFacts, withMoreOfAll } from './other-releases.ts'
import { livePhoneDay } from './phone-day.ts'
import { LATER_JSON, asRelease, decode, encode, released, releasedFiles, schemaOf } from './schema.ts'
import { startSpreadHouse, type SpreadHouse } from './spread-house.ts'

/** Topics and who of this build listens to them. */
const LISTENERS = [
  [userTopic, 'profile.on-user-signed-up'],
  [weightTopic, 'profile.on-weight-recorded'],
  [profileTopic, 'events.on-profile-changed'],
  [foodTopic, 'events.on-food-changed'],
  [diaryTopic, 'recommender.on-diary-entry'],
  [targetsTopic, 'recommender.on-targets-changed'],
  [progressTopic, 'notifier.on-progress'],
] as const
const TODAY = new Date().toISOString().slice(0, 10)
const FOOD = {
  id: randomUUID(),
  name: 'Rye bread',
  source: 'FOOD_SOURCE_STARTER',
  basis: 'BASIS_GRAM',
  per100: [{ nutrient: 1, amount: 250 }],
}

let house: SpreadHouse
/** What a day made this build state, by topic; a food corrected by an import beside it. */
const stated = new Map<string, DeliveredMessage[]>()

beforeAll(async () => {
  house = await startSpreadHouse()
  for (const { name } of RELEASED_TOPICS) {
    await house.process('gateway').bus.consume({
      group: 'compatibility.reader',
      topic: name,
      async handle(messages) {
        stated.set(name, [...(stated.get(name) ?? []), ...messages])
      },
    })
  }
  await publish({
    topic: foodTopic.name,
    key: FOOD.id,
    body: encode(released('integrations').message(foodTopic.type), { changed: { food: FOOD, version: '2' } }),
  })
  await livePhoneDay(house.url, 'banana')
  await eventually(
    () => expect([...stated.keys()]).toEqual(expect.arrayContaining(LISTENERS.map(([{ name }]) => name))),
    30_000,
  )
}, 120_000)
afterAll(() => house.stop())

async function publish({ topic, key, body }: Pick<BusMessage, 'topic' | 'key' | 'body'>): Promise<string> {
  const eventId = uuidv7()
  await house
    .process('gateway')
    .bus.publish([{ topic, key, body, eventId, headers: stated.get(topic)?.[0]?.headers ?? {} }])
  return eventId
}

/** Resolves once the listener has taken the fact in. */
async function takenIn(consumer: string, eventId: string): Promise<void> {
  await eventually(
    async () =>
      expect(
        await house.sql(`select from ${consumer.split('.')[0]}.inbox where consumer = $1 and event_id = $2`, [
          consumer,
          eventId,
        ]),
      ).toHaveLength(1),
    30_000,
  )
}

describe.each(LISTENERS.map(([topic, consumer]) => ({ topic, consumer })))(
  '$topic.name',
  ({ topic, consumer }) => {
    const last = () => stated.get(topic.name)!.at(-1)!

    test('is read by listeners of the last release as by those of this build', () => {
      const message = released(topic.owner).message(topic.type)
      for (const { body } of stated.get(topic.name)!) {
        const heard = decode(message, body) as JsonObject
        expect(Object.keys(heard)).toHaveLength(1)
        expect(heard).toEqual(decode(message, topic.encode(topic.decode(body) as never)))
      }
    })

    test('of the last release, of one that says more and of one with another kind of fact is taken in here', async () => {
      const files = releasedFiles(topic.owner)
      const { key, body } = last()
      const more = schemaOf(withMoreOfAll(files)).message(topic.type)
      const other = schemaOf(withMoreFacts(files, topic.type)).message(topic.type)
      const bodies = [
        asRelease(released(topic.owner).message(topic.type), body),
        asRelease(more, body),
        encode(other, { [LATER_JSON]: { [LATER_JSON]: 'more' } }),
        body,
      ]
      for (const each of bodies)
        await takenIn(consumer, await publish({ topic: topic.name, key, body: each }))
      expect(await house.process('gateway').bus.parked()).toEqual([])
    }, 60_000)
  },
)

test('a person is told of progress that the last release of recommender states', async () => {
  const userId = uuidv7()
  const body = encode(released('recommender').message(progressTopic.type), {
    energyTargetExceeded: { userId, date: TODAY, energyKcal: 2300, targetKcal: 2000 },
  })
  await takenIn('notifier.on-progress', await publish({ topic: progressTopic.name, key: userId, body }))
  expect(
    await house.sql('select kind, date from notifier.notifications where user_id = $1', [userId]),
  ).toEqual([{ kind: 'ENERGY_TARGET_EXCEEDED', date: TODAY }])
})

test('an entry that the last release of events states counts towards the day', async () => {
  const userId = uuidv7()
  const entryId = uuidv7()
  const entry = {
    userId,
    entryId,
    date: TODAY,
    meal: 'lunch',
    nutrients: [{ nutrient: 2, amount: 31.5 }],
    version: '7',
  }
  await takenIn(
    'recommender.on-diary-entry',
    await publish({
      topic: diaryTopic.name,
      key: userId,
      body: encode(released('events').message(diaryTopic.type), { entryRecorded: { entry } }),
    }),
  )
  expect(
    await house.sql('select entry_id, date, meal, version from recommender.entry_copies where user_id = $1', [
      userId,
    ]),
  ).toEqual([{ entry_id: entryId, date: TODAY, meal: 'lunch', version: '7' }])
})
