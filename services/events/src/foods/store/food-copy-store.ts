import { Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import type { Prisma } from '../../store/prisma/client.ts'

export interface FoodCopyStore {
  findMany(ids: readonly string[]): Promise<Food[]>
  /** Adds copies of foods that have none. */
  add(foods: readonly Food[]): Promise<void>
  /** Replaces a copy that is older; a food that nobody logged gets none. */
  refresh(food: Food, version: bigint): Promise<void>
}

export function foodCopyStore(prisma: Prisma.TransactionClient): FoodCopyStore {
  const bytesOf = (food: Food) => Buffer.from(Food.encode(food).finish())
  return {
    findMany: async (ids) =>
      (await prisma.foodCopy.findMany({ where: { foodId: { in: [...ids] } } })).map(({ food }) =>
        Food.decode(food),
      ),
    async add(foods) {
      await prisma.foodCopy.createMany({
        data: foods.map((food) => ({ foodId: food.id, food: bytesOf(food), version: 0n })),
        skipDuplicates: true,
      })
    },
    async refresh(food, version) {
      await prisma.foodCopy.updateMany({
        where: { foodId: food.id, version: { lt: version } },
        data: { food: bytesOf(food), version },
      })
    },
  }
}
