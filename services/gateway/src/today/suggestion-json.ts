import type { MealSuggestion } from '@mymacrotracker/contracts/recommender/v1/suggestions_service'
import { z } from 'zod'
import { ranking } from '../json/enums.ts'
import { gramsJson } from '../json/grams-json.ts'
import { nutrientsJson, round, totalsSchema } from '../json/nutrients-json.ts'

export const rankingSchema = ranking.schema.meta({ description: 'fallback: ranked without the learnt model' })

export const suggestionSchema = z
  .strictObject({
    title: z.string(),
    foods: z.array(
      z.strictObject({
        foodId: z.uuid(),
        name: z.string(),
        portion: z.string(),
        count: z.number(),
        grams: z.number(),
      }),
    ),
    nutrients: totalsSchema,
    fit: z.number().min(0).max(1).meta({ description: 'How near it comes to what is left for the meal' }),
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
