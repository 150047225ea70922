import { randomUUID } from 'node:crypto'
import { profileTopic, targetsTopic, weightTopic, type Topic } from '@mymacrotracker/contracts'
import type { ProfileChanged, TargetsChanged } from '@mymacrotracker/contracts/profile/v1/profile_events'
import type { House } from '@mymacrotracker/all/testing'

/** What the profile states, as it is heard on the bus. */
export interface HeardFacts {
  profiles(userId: string): ProfileChanged[]
  targets(userId: string): TargetsChanged[]
}

export async function hearFacts(house: House): Promise<HeardFacts> {
  const profiles: ProfileChanged[] = []
  const targets: TargetsChanged[] = []
  await house.bus.broadcast(profileTopic.name, ({ body }) =>
    profiles.push(profileTopic.decode(body).fact!.value),
  )
  await house.bus.broadcast(targetsTopic.name, ({ body }) =>
    targets.push(targetsTopic.decode(body).fact!.value),
  )
  const of =
    <T extends { userId: string }>(facts: readonly T[]) =>
    (userId: string) =>
      facts.filter((each) => each.userId === userId)
  return { profiles: of(profiles), targets: of(targets) }
}

/** States a fact in another service's name. The same `eventId` again is a redelivery. */
export async function state<T>(
  house: House,
  topic: Topic<T>,
  { key, fact, eventId = randomUUID() }: { key: string; fact: T; eventId?: string },
): Promise<void> {
  await house.bus.publish([{ topic: topic.name, key, eventId, headers: {}, body: topic.encode(fact) }])
}

export interface StatedWeight {
  measuredAt: string
  date?: string
  weightKg: number
  version?: bigint
  eventId?: string
}

export function stateWeight(
  house: House,
  userId: string,
  {
    measuredAt,
    date = measuredAt.slice(0, 10),
    weightKg,
    version = 1n,
    eventId = randomUUID(),
  }: StatedWeight,
): Promise<void> {
  const value = { userId, weightId: randomUUID(), measuredAt: new Date(measuredAt), date, weightKg, version }
  return state(house, weightTopic, { key: userId, eventId, fact: { fact: { $case: 'recorded', value } } })
}
