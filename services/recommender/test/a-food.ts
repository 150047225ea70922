import { readFileSync } from 'node:fs'
import { CARBOHYDRATE, ENERGY, FAT, NUTRIENT_BY_KEY, PROTEIN } from '@mymacrotracker/nutrition'
import { Food, type NutrientAmount } from '@mymacrotracker/contracts/nutrition/v1/nutrition'

const KEYS = { energyKcal: ENERGY, proteinG: PROTEIN, carbohydrateG: CARBOHYDRATE, fatG: FAT } as const

export function amounts(figures: Partial<Record<keyof typeof KEYS, number>>): NutrientAmount[] {
  return Object.entries(figures).map(([key, amount]) => ({
    nutrient: KEYS[key as keyof typeof KEYS],
    amount,
  }))
}

export function aFood(food: Partial<Food> = {}): Food {
  const name = food.name ?? 'Lentils, cooked'
  return Food.fromPartial({
    id: name,
    name,
    role: 'protein',
    per100: amounts({ energyKcal: 116, proteinG: 9, carbohydrateG: 20, fatG: 0.4 }),
    portions: [{ name: '1 cup', grams: 198 }],
    allergensKnown: true,
    dietsKnown: true,
    diets: ['vegetarian', 'vegan', 'pescatarian', 'halal', 'kosher'],
    ...food,
  })
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

/** The foods that are shipped with the product, as integrations gives them. */
export function starterFoods(): Food[] {
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
      return Food.fromPartial({
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
    })
}
