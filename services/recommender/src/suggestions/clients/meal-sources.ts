import type { GetDayResponse } from '@mymacrotracker/contracts/events/v1/diary_service'
import type { Profile } from '@mymacrotracker/contracts/profile/v1/person_service'
import type { Targets } from '@mymacrotracker/contracts/profile/v1/targets_service'
import { ServiceError, UnavailableError } from '@mymacrotracker/errors'
import type { OutgoingContext } from '@mymacrotracker/rpc'
import type { Clients } from '@mymacrotracker/runtime'
import { mealFood, type MealFood } from '../domain/meal-food.ts'
import type { Staples } from './staples.ts'

export interface PersonAndDay {
  profile: Profile
  targets: Targets
  day: GetDayResponse
}
export interface Foods {
  catalogue: MealFood[]
  frequent: { food: MealFood; times: number }[]
}

const FREQUENT_LIMIT = 20

/** Who asks, what the day is to be and what it is so far. An empty date is the person's today. Without any of the three nothing can be suggested. */
export async function askPersonAndDay(
  { profile, events }: Clients,
  date: string,
  call: OutgoingContext,
): Promise<PersonAndDay> {
  const [person, aims, day] = await Promise.all([
    needed('the profile', profile.person.getProfile({}, call)),
    needed('the targets', profile.targets.getTargets({ date }, call)),
    needed('the diary', events.diary.getDay({ date }, call)),
  ])
  const targets = aims.targets!
  // The diary may not have heard of a new time zone yet; the profile owns it.
  return {
    profile: person.profile!,
    targets,
    day:
      day.date === targets.date
        ? day
        : await needed('the diary', events.diary.getDay({ date: targets.date }, call)),
  }
}

/** Foods to build a meal from. Own habits are a nicety: the catalogue alone will do. */
export async function askFoods(
  { events }: Clients,
  staples: Staples,
  meal: string,
  profile: Profile,
  call: OutgoingContext,
): Promise<Foods> {
  const [catalogue, habits] = await Promise.all([
    needed('the catalogue', staples.forMeal(meal, profile, call)),
    events.foods.listFrequentFoods({ meal, limit: FREQUENT_LIMIT }, call).catch(() => ({ foods: [] })),
  ])
  const frequent = habits.foods.flatMap(({ food, times }) => (food ? [{ food: mealFood(food), times }] : []))
  return { catalogue, frequent }
}

/** A failure that the other service has no word for is, from here, that it is not available. */
function needed<T>(what: string, answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw error instanceof ServiceError
      ? error
      : new UnavailableError('SUGGESTIONS_UNAVAILABLE', `${what} cannot be read`, {
          cause: error,
          retryAfterMs: 1000,
        })
  })
}
