import type { Clock } from '@mymacrotracker/runtime'
import type { FoodBook } from './foods/clients/food-book.ts'
import type { LocalDays } from './local-days/clients/local-days.ts'
import type { EventsDatabase } from './store/database.ts'

/** What every handler and consumer of the diary may need. */
export interface EventsContext {
  db: EventsDatabase
  foods: FoodBook
  days: LocalDays
  clock: Clock
}
