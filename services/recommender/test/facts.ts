import { randomUUID } from 'node:crypto'
import { diaryTopic, progressTopic, targetsTopic, type Topic } from '@mymacrotracker/contracts'
import type { DiaryFact } from '@mymacrotracker/contracts/events/v1/events_events'
import type { TargetsFact } from '@mymacrotracker/contracts/profile/v1/profile_events'
import type { ProgressFact } from '@mymacrotracker/contracts/recommender/v1/recommender_events'
import { eventually, type House } from '@mymacrotracker/all/testing'
import { amountList, type Figures } from './a-food.ts'

export type { Figures }

export interface AnEntry {
  userId: string
  entryId: string
  date: string
  version: number
  figures: Figures
  planned?: boolean
}

export function entryFact(
  { userId, entryId, date, version, figures, planned = false }: AnEntry,
  $case: 'entryRecorded' | 'entryChanged' = 'entryRecorded',
): DiaryFact {
  return {
    fact: {
      $case,
      value: {
        entry: {
          userId,
          entryId,
          date,
          meal: 'lunch',
          foodId: '',
          nutrients: amountList(figures),
          version: BigInt(version),
          planned,
        },
      },
    },
  }
}

export function deletedFact({ userId, entryId, date, version }: Omit<AnEntry, 'figures'>): DiaryFact {
  return { fact: { $case: 'entryDeleted', value: { userId, entryId, date, version: BigInt(version) } } }
}

/** The same figures every weekday, or seven of their own, Monday first. */
export function targetsFact({
  userId,
  effectiveFrom,
  version,
  figures,
}: {
  userId: string
  effectiveFrom: string
  version: number
  figures: Figures | Figures[]
}): TargetsFact {
  const byWeekday = Array.from({ length: 7 }, (_, day) => ({
    amounts: amountList(Array.isArray(figures) ? figures[day]! : figures),
  }))
  return {
    fact: {
      $case: 'changed',
      value: { userId, effectiveFrom, byWeekday, source: 1, version: BigInt(version) },
    },
  }
}

export type AnyFact =
  | { topic: Topic<DiaryFact>; fact: DiaryFact }
  | { topic: Topic<TargetsFact>; fact: TargetsFact }
export const diary = (fact: DiaryFact): AnyFact => ({ topic: diaryTopic, fact })
export const targets = (fact: TargetsFact): AnyFact => ({ topic: targetsTopic, fact })

/** Publishes facts one after the other, and waits until the recommender has taken them in. */
export async function publish(house: House, userId: string, facts: readonly AnyFact[]): Promise<void> {
  await send(house, userId, facts)
  await takenIn(house)
}

export async function send(house: House, userId: string, facts: readonly AnyFact[]): Promise<void> {
  for (const { topic, fact } of facts) {
    await house.bus.publish([
      {
        topic: topic.name,
        key: userId,
        eventId: randomUUID(),
        headers: {},
        body: (topic as Topic<unknown>).encode(fact),
      },
    ])
  }
}

export async function takenIn(house: House): Promise<void> {
  await eventually(async () => {
    const parked = await house.bus.parked()
    if (parked.length > 0) throw new Error(`a fact was parked: ${parked[0]!.reason}`)
    const lags = await Promise.all(
      ['recommender.on-diary-entry', 'recommender.on-targets-changed'].map((group) => house.bus.lag(group)),
    )
    if (lags.some((lag) => Object.values(lag).some((messages) => messages > 0)))
      throw new Error(`the recommender is behind: ${JSON.stringify(lags)}`)
  })
}

/** What was stated of a person, as `<date> <kind>`. */
export async function statedOf(house: House, userId: string): Promise<string[]> {
  const rows = await house.sql<{ date: string; kind: string }>(
    'select date, kind from recommender.stated_progress where user_id = $1 and not is_withdrawn order by date, kind',
    [userId],
  )
  return rows.map(({ date, kind }) => `${date} ${kind}`)
}

/** Every progress fact on the bus, as it comes. */
export async function listen(house: House): Promise<NonNullable<ProgressFact['fact']>[]> {
  const heard: NonNullable<ProgressFact['fact']>[] = []
  await house.bus.broadcast(progressTopic.name, ({ body }) => {
    heard.push(progressTopic.decode(body).fact!)
  })
  return heard
}
