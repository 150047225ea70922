import {
  CarbohydrateConvention,
  FoodSource,
  type Basis,
  type Food,
  type Portion,
} from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { labelFlags, toList, type Nutrients } from '@mymacrotracker/nutrition'
import type { OwnFood, Prisma } from '../../store/prisma/client.ts'

export type OwnFoodRow = OwnFood

export interface OwnFoodStore {
  find(userId: string, id: string): Promise<OwnFoodRow | undefined>
  findMany(userId: string, ids: readonly string[]): Promise<OwnFoodRow[]>
  findByBarcode(userId: string, barcode: string): Promise<OwnFoodRow | undefined>
  /** What search compares, newest first: a whole food may take 6 kB. */
  names(userId: string, limit: number): Promise<Pick<OwnFoodRow, 'id' | 'name' | 'brand'>[]>
  insert(food: OwnFoodRow): Promise<void>
}

export function ownFoodStore(prisma: Prisma.TransactionClient): OwnFoodStore {
  return {
    find: async (userId, id) => (await prisma.ownFood.findFirst({ where: { userId, id } })) ?? undefined,
    findMany: (userId, ids) => prisma.ownFood.findMany({ where: { userId, id: { in: [...ids] } } }),
    findByBarcode: async (userId, barcode) =>
      (await prisma.ownFood.findFirst({ where: { userId, barcode }, orderBy: { createdAt: 'desc' } })) ??
      undefined,
    names: (userId, limit) =>
      prisma.ownFood.findMany({
        where: { userId },
        select: { id: true, name: true, brand: true },
        orderBy: { createdAt: 'desc' },
        take: limit,
      }),
    async insert(food) {
      await prisma.ownFood.create({
        data: {
          ...food,
          per100: food.per100 as Prisma.InputJsonValue,
          portions: food.portions as Prisma.InputJsonValue,
        },
      })
    },
  }
}

/** Typed from a label: what it says of energy is checked with fibre apart, as in the EU, and a label that counts it in passes too. */
const LABEL_CONVENTION = CarbohydrateConvention.CARBOHYDRATE_CONVENTION_UNSPECIFIED

export function ownFoodMessage(row: OwnFoodRow): Food {
  return {
    id: row.id,
    name: row.name,
    brand: row.brand,
    source: FoodSource.FOOD_SOURCE_OWN,
    basis: row.basis as Basis,
    per100: toList(row.per100 as Nutrients),
    portions: row.portions as unknown as Portion[],
    flags: labelFlags(row.per100 as Nutrients, LABEL_CONVENTION),
    barcodes: row.barcode ? [row.barcode] : [],
    allergens: row.allergens,
    allergensKnown: row.allergensKnown,
    diets: row.diets,
    dietsKnown: row.dietsKnown,
    carbohydrateConvention: 0,
    role: '',
    meals: [],
  }
}
