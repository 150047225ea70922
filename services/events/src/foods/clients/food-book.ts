import { NotFoundError, ServiceError, UnavailableError } from '@mymacrotracker/errors'
import type { Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { fromList, type Nutrients } from '@mymacrotracker/nutrition'
import type { CallContext } from '@mymacrotracker/rpc'
import type { Clients } from '@mymacrotracker/runtime'
import { LRUCache } from 'lru-cache'
import type { EventsDatabase, EventsStores } from '../../store/database.ts'
import { ownFoodMessage, type OwnFoodRow } from '../store/own-food-store.ts'

/** What a food says of itself when it is logged. */
export interface LoggableFood extends Pick<Food, 'name' | 'portions'> {
  per100: Nutrients
}

type FoodStores = Pick<EventsStores, 'ownFoods' | 'foodCopies'>

/** Foods that can be logged: a person's own, the copies kept here, and the catalogue for one never seen before. */
export interface FoodBook {
  /** FOOD_NOT_FOUND; FOOD_UNAVAILABLE for a food without a copy while the catalogue is away. */
  get(userId: string, foodId: string, context: CallContext): Promise<LoggableFood>
  /** Own foods and copies alone, read in the caller's transaction; ids that are neither are left out. */
  known(stores: FoodStores, userId: string, ids: readonly string[]): Promise<Map<string, Food>>
  /** Forgets what is remembered in memory of a food. */
  forget(foodId: string): void
}

/** Catalogue foods remembered in memory; a correction that came to another process is seen here after so long. */
const REMEMBERED = 2000
const REMEMBER_MS = 30_000
/** The catalogue is given up this long before the caller would give up: it still hears why. */
const ANSWER_MS = 300

export function createFoodBook(db: EventsDatabase, clients: Pick<Clients, 'integrations'>): FoodBook {
  const remembered = new LRUCache<string, LoggableFood>({ max: REMEMBERED, ttl: REMEMBER_MS })

  const lookUp = async ({ ownFoods, foodCopies }: FoodStores, userId: string, ids: readonly string[]) =>
    ids.length === 0
      ? { own: [], copies: [] }
      : { own: await ownFoods.findMany(userId, ids), copies: await foodCopies.findMany(ids) }
  const remember = (food: Food): LoggableFood => {
    const loggable = { name: food.name, portions: food.portions, per100: fromList(food.per100) }
    remembered.set(food.id, loggable)
    return loggable
  }
  const find = async (userId: string, foodId: string): Promise<LoggableFood | undefined> => {
    const { own, copies } = await db.asUser(userId, (stores) => lookUp(stores, userId, [foodId]))
    return own[0] ? loggableOf(own[0]) : copies[0] && remember(copies[0])
  }
  const ask = async (foodId: string, context: CallContext): Promise<LoggableFood> => {
    const { foods } = await clients.integrations.catalogue
      .batchGetFoods({ ids: [foodId] }, { ...context, deadlineAt: context.deadlineAt - ANSWER_MS })
      .catch((error: unknown) => {
        if (
          error instanceof ServiceError &&
          error.kind !== 'unavailable' &&
          error.kind !== 'resource_exhausted'
        )
          throw error
        throw new UnavailableError(
          'FOOD_UNAVAILABLE',
          'this food cannot be looked up right now; try again soon',
          { cause: error, retryAfterMs: 5000 },
        )
      })
    const [food] = foods
    if (!food) throw new NotFoundError('FOOD_NOT_FOUND', 'there is no such food')
    await db.asSystem(({ foodCopies }) => foodCopies.add([food]))
    return remember(food)
  }
  return {
    async known(stores, userId, ids) {
      const { own, copies } = await lookUp(stores, userId, ids)
      return new Map([...copies, ...own.map(ownFoodMessage)].map((food) => [food.id, food]))
    },
    // Looked up on the primary: a food that a standby does not have yet would be refused for good.
    get: async (userId, foodId, context) =>
      remembered.get(foodId) ?? (await find(userId, foodId)) ?? ask(foodId, context),
    forget: (foodId) => {
      remembered.delete(foodId)
    },
  }
}

function loggableOf({ name, portions, per100 }: OwnFoodRow): LoggableFood {
  return { name, portions: portions as unknown as Food['portions'], per100: per100 as Nutrients }
}
