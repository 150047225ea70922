import { NUTRIENT_BY_ID, NUTRIENT_BY_KEY } from '@mymacrotracker/nutrition'
import type { EntryPatch, NewEntry } from '@mymacrotracker/contracts/events/v1/diary_service'
import type { NewOwnFood } from '@mymacrotracker/contracts/events/v1/foods_service'
import { Basis, type Food, type NutrientAmount } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { v7 as uuidv7 } from 'uuid'
import { eventually, type House, type Person } from '@mymacrotracker/all/testing'

export const DAY = '2026-05-05'

/** Nutrients by their key, such as `energyKcal`. */
export type Figures = Record<string, number>

export const amounts = (figures: Figures): NutrientAmount[] =>
  Object.entries(figures).map(([key, amount]) => ({ nutrient: NUTRIENT_BY_KEY.get(key)!.id, amount }))
export const figuresOf = (list: readonly NutrientAmount[]): Figures =>
  Object.fromEntries(list.map(({ nutrient, amount }) => [NUTRIENT_BY_ID.get(nutrient)!.key, amount]))

type When = Partial<Pick<NewEntry, 'id' | 'date' | 'eatenAt' | 'meal'>>

export function aQuickAdd({
  name = 'Porridge',
  figures = { energyKcal: 300, proteinG: 10.5 },
  ...when
}: When & { name?: string; figures?: Figures } = {}): NewEntry {
  return {
    id: uuidv7(),
    date: DAY,
    eatenAt: undefined,
    meal: 'breakfast',
    ...when,
    item: { $case: 'quickAdd', value: { name, nutrients: amounts(figures) } },
  }
}

export function grams(foodId: string, value: number): NewEntry['item'] {
  return { $case: 'food', value: { foodId, amount: { $case: 'grams', value } } }
}

export function portions(foodId: string, count: number, portion: string): NewEntry['item'] {
  return { $case: 'food', value: { foodId, amount: { $case: 'portion', value: { portion, count } } } }
}

export function anEntryOf(item: NewEntry['item'], when: When = {}): NewEntry {
  return { id: uuidv7(), date: DAY, eatenAt: undefined, meal: 'lunch', ...when, item }
}

export const aPatch = (patch: Partial<EntryPatch>): EntryPatch => ({
  eatenAt: undefined,
  item: undefined,
  ...patch,
})

export function anOwnFood(food: Partial<NewOwnFood> = {}): NewOwnFood {
  return {
    id: uuidv7(),
    name: 'Red lentils',
    brand: '',
    basis: Basis.BASIS_GRAM,
    per100: amounts({ energyKcal: 116, proteinG: 9 }),
    portions: [{ name: '1 cup', grams: 200 }],
    barcode: '',
    allergens: [],
    allergensKnown: false,
    diets: [],
    dietsKnown: false,
    ...food,
  }
}

/** A food of the catalogue that is shipped; nobody has logged it yet unless a test did. */
export function catalogueFood(house: House, person: Person, name: string): Promise<Food> {
  return eventually(async () => {
    const { found } = await house
      .as('gateway')
      .integrations.search.searchFoods({ query: name, limit: 50 }, house.call(person))
    const exact = found.find(({ food }) => food?.name === name)?.food
    if (!exact) throw new Error(`the catalogue has no ${name}`)
    return exact
  })
}
