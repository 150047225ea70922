import { randomUUID } from 'node:crypto'
import { diaryTopic, foodTopic, profileTopic, weightTopic, type Topic } from '@mymacrotracker/contracts'
import type { DiaryFact, WeightFact } from '@mymacrotracker/contracts/events/v1/events_events'
import type { Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { Profile } from '@mymacrotracker/contracts/profile/v1/person_service'
import { eventually, type House, type Person } from '@mymacrotracker/all/testing'
import { aQuickAdd } from './an-entry.ts'
import { diaryOf } from './diary.ts'

type Fact = NonNullable<DiaryFact['fact']>

export interface HeardFacts {
  /** What the diary had stated of a person by now: a last entry is recorded, and its fact waited for. */
  diary(person: Person): Promise<Fact[]>
  weights: NonNullable<WeightFact['fact']>[]
}

export async function hearFacts(house: House): Promise<HeardFacts> {
  const heard = new Map<string, Fact[]>()
  const weights: HeardFacts['weights'] = []
  await house.bus.broadcast(diaryTopic.name, ({ key, body }) => {
    heard.set(key, [...(heard.get(key) ?? []), diaryTopic.decode(body).fact!])
  })
  await house.bus.broadcast(weightTopic.name, ({ body }) => {
    weights.push(weightTopic.decode(body).fact!)
  })
  return {
    weights,
    async diary(person) {
      const { id } = await diaryOf(house, person).log(aQuickAdd())
      const isLast = (fact: Fact) => fact.$case === 'entryRecorded' && fact.value.entry!.entryId === id
      return eventually(() => {
        const facts = heard.get(person.userId) ?? []
        if (!facts.some(isLast)) throw new Error('the last fact was not heard')
        return facts.filter((fact) => !isLast(fact))
      })
    },
  }
}

/** States a fact in another service's name, and waits until the diary has taken it in. The same `eventId` again is a redelivery. */
async function state<T>(
  house: House,
  {
    topic,
    group,
    key,
    fact,
    eventId,
  }: { topic: Topic<T>; group: string; key: string; fact: T; eventId: string },
): Promise<void> {
  await house.bus.publish([{ topic: topic.name, key, eventId, headers: {}, body: topic.encode(fact) }])
  await eventually(async () => {
    const parked = await house.bus.parked(group)
    if (parked.length > 0) throw new Error(`a fact was parked: ${parked[0]!.reason}`)
    if (Object.values(await house.bus.lag(group)).some((messages) => messages > 0))
      throw new Error(`${group} is behind`)
  })
}

export function stateFood(
  house: House,
  food: Food,
  version: bigint,
  eventId: string = randomUUID(),
): Promise<void> {
  return state(house, {
    topic: foodTopic,
    group: 'events.on-food-changed',
    key: food.id,
    eventId,
    fact: { fact: { $case: 'changed', value: { food, version } } },
  })
}

export function stateProfile(
  house: House,
  { userId }: Person,
  {
    version,
    eventId = randomUUID(),
    ...profile
  }: { timeZone: string; dayStartsAt: string; version: bigint; eventId?: string },
): Promise<void> {
  return state(house, {
    topic: profileTopic,
    group: 'events.on-profile-changed',
    key: userId,
    eventId,
    fact: { fact: { $case: 'changed', value: { userId, profile: Profile.fromPartial(profile), version } } },
  })
}
