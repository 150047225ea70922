import { randomUUID } from 'node:crypto'
import { progressTopic } from '@mymacrotracker/contracts'
import type { ProgressFact, ProgressKind } from '@mymacrotracker/contracts/recommender/v1/recommender_events'
import { eventually, type House, type Person } from '@mymacrotracker/all/testing'

const GROUP = 'notifier.on-progress'

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

interface Told {
  isUpdate?: boolean
  energyKcal?: number
}

export function proteinReached(
  { userId }: Pick<Person, 'userId'>,
  date: string,
  { isUpdate = false }: Told = {},
): ProgressFact {
  const value = { userId, date, proteinG: 121.4, targetG: 119.6, isUpdate }
  return { fact: { $case: 'proteinTargetReached', value } }
}

export function energyExceeded(
  { userId }: Pick<Person, 'userId'>,
  date: string,
  { isUpdate = false, energyKcal = 2150.4 }: Told = {},
): ProgressFact {
  const value = { userId, date, energyKcal, targetKcal: 1999.6, isUpdate }
  return { fact: { $case: 'energyTargetExceeded', value } }
}

export function withdrawn(
  { userId }: Pick<Person, 'userId'>,
  date: string,
  kind: ProgressKind,
): ProgressFact {
  return { fact: { $case: 'progressWithdrawn', value: { userId, date, kind } } }
}

/** States progress in the recommender's name, and waits until the notifier has taken it in. The same `eventId` again is a redelivery. */
export async function state(house: House, fact: ProgressFact, eventId: string = randomUUID()): Promise<void> {
  await house.bus.publish([
    {
      topic: progressTopic.name,
      key: fact.fact!.value.userId,
      eventId,
      headers: {},
      body: progressTopic.encode(fact),
    },
  ])
  await takenIn(house)
}

export async function takenIn(house: House): Promise<void> {
  await eventually(async () => {
    const parked = await house.bus.parked(GROUP)
    if (parked.length > 0) throw new Error(`a fact was parked: ${parked[0]!.reason}`)
    if (Object.values(await house.bus.lag(GROUP)).some((messages) => messages > 0))
      throw new Error('the notifier is behind')
  })
}

/** The person's inbox as the gateway has it. */
export async function inboxOf(
  house: House,
  person: Person,
  page: { limit?: number; cursor?: string; unreadOnly?: boolean } = {},
) {
  return house
    .as('gateway')
    .notifier.inbox.listNotifications(
      { limit: 100, cursor: '', unreadOnly: false, ...page },
      house.call(person),
    )
}
