import { v7 as uuidv7 } from 'uuid'
import type { GatewayContext } from '../context.ts'
import { foodJson, foodSchema, newFoodMessage, newFoodSchema } from './food-json.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const postFoods = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'createOwnFood',
    method: 'post',
    path: '/v1/foods',
    tag: 'Foods',
    summary: 'Create an own food',
    description:
      'Adds a food that only this person sees. Repeating a request with the same id and content returns the same food; the same id with other content is a conflict.',
    access: 'user',
    priority: 'write',
    body: newFoodSchema,
    answers: {
      201: { description: 'The new food', schema: foodSchema, headers: { Location: 'Where the food is' } },
      200: { description: 'The food, which had been created before', schema: foodSchema },
    },
    problems: ['FOOD_EXISTS', 'BARCODE_INVALID', 'VALUE_UNKNOWN', 'NUTRIENT_UNKNOWN'],
    examples: {
      bodies: {
        ownFood: {
          id: EXAMPLE.ownFoodId,
          name: 'Lentil spread',
          brand: 'Home made',
          per100: { basis: 'g', nutrients: { energyKcal: 180, proteinG: 9, carbohydrateG: 16, fatG: 8 } },
          portions: [{ name: 'tablespoon', grams: 20 }],
          barcode: EXAMPLE.barcode,
          allergens: ['sesame'],
          diets: ['vegan', 'vegetarian'],
        },
      },
    },
    async handle({ body }, call) {
      const { food, created } = await clients.events.foods.createOwnFood(
        { food: newFoodMessage(body, body.id ?? uuidv7()) },
        call,
      )
      return {
        status: created ? 201 : 200,
        body: foodJson(food!),
        ...(created && { headers: { Location: `/v1/foods/${food!.id}` } }),
      }
    },
  })
