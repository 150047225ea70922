import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { findFood } from './find-food.ts'
import { pathIdField, wantedId } from '../json/fields.ts'
import { foodJson, foodSchema } from './food-json.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const getFood = ({ clients: { events, integrations } }: GatewayContext) =>
  defineRoute({
    name: 'getFood',
    method: 'get',
    path: '/v1/foods/{id}',
    tag: 'Foods',
    summary: 'Get a food',
    description: 'One food of the catalogue or of the person.',
    access: 'user',
    priority: 'read',
    params: z.strictObject({ id: pathIdField }),
    answers: { 200: { description: 'The food', schema: foodSchema } },
    problems: ['FOOD_NOT_FOUND', 'FOOD_UNAVAILABLE'],
    examples: { params: { id: EXAMPLE.foodId } },
    async handle({ params }, call) {
      const id = wantedId(params.id, 'food')
      const food = await findFood(call, {
        known: async (within) => (await events.foods.getKnownFood({ id }, within)).food,
        catalogue: async (within) =>
          (await integrations.catalogue.batchGetFoods({ ids: [id] }, within)).foods[0],
      })
      return { status: 200, body: foodJson(food) }
    },
  })
