import { DEFAULT_SEARCH_RESULTS, MAX_SEARCH_QUERY, MAX_SEARCH_RESULTS } from '@mymacrotracker/contracts'
import { UnavailableError } from '@mymacrotracker/errors'
import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { mergeFoods } from './merge-foods.ts'
import { unavailableField } from '../json/fields.ts'
import { foodJson, foodSchema } from './food-json.ts'
import { askParts } from '../server/ask-parts.ts'
import { defineRoute } from '../server/route.ts'

const SIDES = 2

export const getFoods = ({ clients: { events, integrations } }: GatewayContext) =>
  defineRoute({
    name: 'searchFoods',
    method: 'get',
    path: '/v1/foods',
    tag: 'Foods',
    summary: 'Search foods',
    description:
      "Foods that the person may mean, best first; typing errors are forgiven. While the catalogue or the person's own foods cannot be reached, the answer has the others and names what is missing in unavailable.",
    access: 'user',
    priority: 'read',
    query: z.strictObject({
      query: z.string().trim().min(1).max(MAX_SEARCH_QUERY),
      limit: z.coerce.number().int().min(1).max(MAX_SEARCH_RESULTS).default(DEFAULT_SEARCH_RESULTS),
    }),
    answers: {
      200: {
        description: 'Foods, best first',
        schema: z
          .strictObject({ items: z.array(foodSchema), unavailable: unavailableField.optional() })
          .meta({ id: 'FoodList' }),
      },
    },
    problems: ['FOOD_UNAVAILABLE'],
    examples: { query: { query: 'oats', limit: 5 } },
    async handle({ query }, call) {
      const parts = askParts(call, { needsOne: true })
      const [known, catalogue] = await Promise.all([
        parts.ask('ownFoods', (within) => events.foods.searchKnownFoods(query, within)),
        parts.ask('catalogue', (within) => integrations.search.searchFoods(query, within)),
      ])
      const unavailable = parts.unavailable()
      if (unavailable.length === SIDES)
        throw new UnavailableError('FOOD_UNAVAILABLE', 'foods cannot be searched right now', {
          retryAfterMs: 1000,
        })
      const foods = mergeFoods(known?.found ?? [], catalogue?.found ?? [], query.limit)
      return {
        status: 200,
        body: { items: foods.map(foodJson), ...(unavailable.length > 0 && { unavailable }) },
      }
    },
  })
