import { DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS } from '@mymacrotracker/contracts'
import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { answerDay, dayField, mealField } from '../json/fields.ts'
import { rankingJson, rankingSchema, suggestionJson, suggestionSchema } from './suggestion-json.ts'
import { defineRoute } from '../server/route.ts'

const listSchema = z
  .strictObject({
    items: z.array(suggestionSchema),
    ranking: rankingSchema,
    date: answerDay,
    meal: z.string(),
  })
  .meta({ id: 'SuggestionList' })

export const getSuggestions = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'suggestMeals',
    method: 'get',
    path: '/v1/suggestions',
    tag: 'Today',
    summary: 'Suggest meals',
    description: 'Meals that fit what is left of the day, best first.',
    access: 'user',
    priority: 'suggestion',
    query: z.strictObject({
      date: dayField.optional(),
      meal: mealField.optional().meta({ description: 'The next meal with nothing logged, if absent' }),
      count: z.coerce.number().int().min(1).max(MAX_SUGGESTIONS).default(DEFAULT_SUGGESTIONS),
    }),
    answers: { 200: { description: 'Meals, best first', schema: listSchema } },
    problems: ['SUGGESTIONS_UNAVAILABLE', 'SOLVER_BUSY', 'SOLVER_STOPPED'],
    examples: { query: { count: 3 } },
    async handle({ query: { date = '', meal = '', count } }, call) {
      const answer = await clients.recommender.suggestions.suggestMeals({ date, meal, count }, call)
      return {
        status: 200,
        body: {
          items: answer.suggestions.map(suggestionJson),
          ranking: rankingJson(answer.ranking),
          date: answer.date,
          meal: answer.meal,
        },
      }
    },
  })
