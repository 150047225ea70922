import type { MealSuggestion } from '@mymacrotracker/contracts/recommender/v1/suggestions_service'
import { z } from 'zod'
import { ranking } from '../json/enums.ts'
import { gramsJson } from '../json/grams-json.ts'
import { nutrientsJson, round, totalsSchema } from '../json/nutrients-json.ts'

export const rankingSchema = ranking.schema

const suggestedFoodSchema = z
  .strictObject({
    foodId: z.uuid(),
    name: z.string(),
    portion: z.string().meta({ description: "Name of one of the food's portions" }),
    count: z.number(),
    grams: z.number(),
  })
  .meta({ id: 'SuggestedFood' })

export const suggestionSchema = z
  .strictObject({
    title: z.string(),
    foods: z.array(suggestedFoodSchema),
    nutrients: totalsSchema,
    fit: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'How close it comes to what is left for the meal: 1 is exact' }),
    reason: z.string(),
  })
  .meta({ id: 'Suggestion' })

export function suggestionJson({
  title,
  foods,
  nutrients,
  fit,
  reason,
}: MealSuggestion): z.input<typeof suggestionSchema> {
  return {
    title,
    foods: foods.map((food) => ({ ...food, count: round(food.count, 2), grams: gramsJson(food.grams) })),
    nutrients: nutrientsJson(nutrients),
    fit: round(fit, 2),
    reason,
  }
}

export const rankingJson = (value: number) => ranking.name(value) ?? 'fallback'
