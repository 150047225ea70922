import { fileURLToPath } from 'node:url'
import { defineModule, joinFeatures } from '@mymacrotracker/runtime'
import { createFoodBook } from './foods/clients/food-book.ts'
import { createLocalDays } from './local-days/clients/local-days.ts'
import { settings } from './config.ts'
import { diaryFeature } from './diary/diary.ts'
import { foodsFeature } from './foods/foods.ts'
import { weightsFeature } from './weights/weights.ts'
import { localDaysFeature } from './local-days/local-days.ts'
import type { EventsContext } from './context.ts'
import { openDatabase } from './store/database.ts'

export const events = defineModule({
  name: 'events',
  settings,
  migrations: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  async start({ pool, clock, clients, key, wakeRelay }) {
    const db = openDatabase({ pool, wakeRelay, sealer: key.sealer('idempotency') })
    const context: EventsContext = {
      db,
      clock,
      foods: createFoodBook(db, clients),
      days: createLocalDays(db, clients),
    }
    return {
      ...joinFeatures(
        diaryFeature(context),
        foodsFeature(context),
        weightsFeature(context),
        localDaysFeature(context),
      ),
      stop: () => db.close(),
    }
  },
})
