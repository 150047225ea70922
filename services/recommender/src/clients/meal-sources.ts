import { MEALS } from '@mymacrotracker/contracts'
import type { GetDayResponse } from '@mymacrotracker/contracts/events/service'
import type { Food } from '@mymacrotracker/contracts/nutrition'
import type { Profile, Targets } from '@mymacrotracker/contracts/profile/service'
import { ServiceError, UnavailableError } from '@mymacrotracker/errors'
import type { OutgoingContext } from '@mymacrotracker/rpc'
import type { Clients } from '@mymacrotracker/runtime'

export interface PersonAndDay { profile: Profile; targets: Targets; day: GetDayResponse }
export interface Foods { catalogue: Food[]; frequent: { food: Food; times: number }[] }

const CATALOGUE_LIMIT = 100
const FREQUENT_LIMIT = 20

/** Who asks, what the day is to be and what it is so far. An empty date is the person's today. Without any of the three nothing can be suggested. */
export async function askPersonAndDay({ profile, events }: Clients, date: string, call: OutgoingContext): Promise<PersonAndDay> {
  const [person, aims, day] = await Promise.all([
    needed('the profile', profile.getProfile({}, call)),
    needed('the targets', profile.getTargets({ date }, call)),
    needed('the diary', events.getDay({ date }, call)),
  ])
  const targets = aims.targets!
  // The diary may not have heard of a new time zone yet; the profile owns it.
  return { profile: person.profile!, targets, day: day.date === targets.date ? day : await needed('the diary', events.getDay({ date: targets.date }, call)) }
}

/** Foods to build a meal from. Own habits are a nicety: the catalogue alone will do. */
export async function askFoods({ integrations, events }: Clients, meal: string, { allergens, diet }: Profile, call: OutgoingContext): Promise<Foods> {
  const [staples, habits] = await Promise.all([
    needed('the catalogue', integrations.listCandidateFoods({ meal: isStandard(meal) ? meal : 'snack', excludedAllergens: allergens, diet, limit: CATALOGUE_LIMIT }, call)),
    events.listFrequentFoods({ meal, limit: FREQUENT_LIMIT }, call).catch(() => ({ foods: [] })),
  ])
  return { catalogue: staples.foods, frequent: habits.foods.flatMap(({ food, times }) => food ? [{ food, times }] : []) }
}

/** A meal of a person's own name is a snack to the catalogue. */
function isStandard(meal: string): boolean {
  return (MEALS as readonly string[]).includes(meal)
}

/** A failure that the other service has no word for is, from here, that it is not available. */
function needed<T>(what: string, answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw error instanceof ServiceError ? error : new UnavailableError('SUGGESTIONS_UNAVAILABLE', `${what} cannot be read`, { cause: error, retryAfterMs: 1000 })
  })
}
