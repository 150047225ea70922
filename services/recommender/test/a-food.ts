import { readFileSync } from 'node:fs'
import {
  CARBOHYDRATE,
  ENERGY,
  FAT,
  NUTRIENT_BY_KEY,
  PROTEIN,
  toList,
  type Nutrients,
} from '@mymacrotracker/nutrition'
import { Food, type NutrientAmount } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { mealFood, type MealFood } from '../dist/suggestions/domain/meal-food.js'

const KEYS = { energyKcal: ENERGY, proteinG: PROTEIN, carbohydrateG: CARBOHYDRATE, fatG: FAT } as const

export type Figures = Partial<Record<keyof typeof KEYS, number>>

export function amounts(figures: Figures): Nutrients {
  return Object.fromEntries(
    Object.entries(figures).map(([key, amount]) => [KEYS[key as keyof typeof KEYS], amount]),
  )
}

/** The same as a message has them. */
export const amountList = (figures: Figures): NutrientAmount[] => toList(amounts(figures))

export function aFood({ per100, ...food }: Partial<MealFood> = {}): MealFood {
  const name = food.name ?? 'Lentils, cooked'
  const message = Food.fromPartial({
    id: name,
    name,
    role: 'protein',
    portions: [{ name: '1 cup', grams: 198 }],
    allergensKnown: true,
    dietsKnown: true,
    diets: ['vegetarian', 'vegan', 'pescatarian', 'halal', 'kosher'],
    ...food,
  })
  const lentils = amounts({ energyKcal: 116, proteinG: 9, carbohydrateG: 20, fatG: 0.4 })
  return { ...message, per100: per100 ?? lentils }
}

interface StarterLine {
  key: string
  name: string
  role: string
  portions: { name: string; grams: number }[]
  allergens: string[]
  diets: string[]
  meals: string[]
  per100: { nutrients: Record<string, number> }
}

/** The foods that are shipped with the product, as meals are composed of them. */
export function starterFoods(): MealFood[] {
  const text = readFileSync(new URL('../../integrations/catalogue/starter.jsonl', import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const { key, name, role, portions, allergens, diets, meals, per100 } = JSON.parse(line) as StarterLine
      const figures = Object.entries(per100.nutrients).map(([nutrient, amount]) => ({
        nutrient: NUTRIENT_BY_KEY.get(nutrient)!.id,
        amount,
      }))
      const food = Food.fromPartial({
        id: key,
        name,
        role,
        portions,
        allergens,
        diets,
        meals,
        per100: figures,
        allergensKnown: true,
        dietsKnown: true,
      })
      return mealFood(food)
    })
}
