import { fileURLToPath } from 'node:url'
import { EventsServiceService } from '@mymacrotracker/contracts'
import { defineModule, registration } from '@mymacrotracker/runtime'
import { createFoodBook } from './clients/food-book.ts'
import { createLocalDays } from './clients/local-days.ts'
import { settings } from './config.ts'
import { onFoodChanged } from './consumers/on-food-changed.ts'
import { onProfileChanged } from './consumers/on-profile-changed.ts'
import type { EventsContext } from './context.ts'
import { createOwnFood } from './rpc/create-own-food.ts'
import { deleteEntry } from './rpc/delete-entry.ts'
import { getDay } from './rpc/get-day.ts'
import { getEntry } from './rpc/get-entry.ts'
import { getKnownFood } from './rpc/get-known-food.ts'
import { getOwnFoodByBarcode } from './rpc/get-own-food-by-barcode.ts'
import { listDays } from './rpc/list-days.ts'
import { listFrequentFoods } from './rpc/list-frequent-foods.ts'
import { listWeights } from './rpc/list-weights.ts'
import { markDay } from './rpc/mark-day.ts'
import { recordEntry } from './rpc/record-entry.ts'
import { recordWeight } from './rpc/record-weight.ts'
import { searchKnownFoods } from './rpc/search-known-foods.ts'
import { updateEntry } from './rpc/update-entry.ts'
import { openDatabase } from './store/database.ts'

export const events = defineModule({
  name: 'events',
  settings,
  migrations: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  async start({ pool, clock, clients, key, wakeRelay }) {
    const { diary, db, close } = openDatabase({ pool, wakeRelay, sealer: key.sealer('idempotency') })
    const context: EventsContext = {
      diary,
      db,
      clock,
      foods: createFoodBook(db, clients),
      days: createLocalDays(db, clients),
    }
    return {
      services: [
        registration(EventsServiceService, {
          recordEntry: recordEntry(context),
          getEntry: getEntry(context),
          updateEntry: updateEntry(context),
          deleteEntry: deleteEntry(context),
          getDay: getDay(context),
          markDay: markDay(context),
          listDays: listDays(context),
          recordWeight: recordWeight(context),
          listWeights: listWeights(context),
          createOwnFood: createOwnFood(context),
          getKnownFood: getKnownFood(context),
          searchKnownFoods: searchKnownFoods(context),
          getOwnFoodByBarcode: getOwnFoodByBarcode(context),
          listFrequentFoods: listFrequentFoods(context),
        }),
      ],
      consumers: [onProfileChanged(context), onFoodChanged(context)],
      stop: close,
    }
  },
})
