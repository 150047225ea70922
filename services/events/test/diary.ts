import type { Entry, NewEntry } from '@mymacrotracker/contracts/events/v1/diary_service'
import type { NewOwnFood } from '@mymacrotracker/contracts/events/v1/foods_service'
import type { Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import type { OutgoingContext } from '@mymacrotracker/rpc'
import type { House, Person } from '@mymacrotracker/all/testing'

/** The diary as the gateway has it, for one person. */
export function diaryOf(house: House, person: Person) {
  const { events } = house.as('gateway')
  const call = (overrides?: Partial<OutgoingContext>) => house.call(person, overrides)
  return {
    events,
    call,
    record: (entry: NewEntry, overrides?: Partial<OutgoingContext>) =>
      events.diary.recordEntry({ entry }, call(overrides)),
    log: async (entry: NewEntry): Promise<Entry> =>
      (await events.diary.recordEntry({ entry }, call())).entry!,
    get: async (id: string): Promise<Entry> => (await events.diary.getEntry({ id }, call())).entry!,
    remove: (id: string, expectedVersion?: bigint) =>
      events.diary.deleteEntry({ id, expectedVersion }, call()),
    day: (date: string) => events.diary.getDay({ date }, call()),
    create: async (food: NewOwnFood): Promise<Food> =>
      (await events.foods.createOwnFood({ food }, call())).food!,
    weigh: (weight: { id: string; measuredAt: Date; weightKg: number; source?: string }) =>
      events.weights.recordWeight({ source: '', ...weight }, call()),
  }
}

export type Diary = ReturnType<typeof diaryOf>
