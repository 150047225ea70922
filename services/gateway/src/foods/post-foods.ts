import { v7 as uuidv7 } from 'uuid'
import type { GatewayContext } from '../context.ts'
import { foodJson, foodSchema, newFoodMessage, newFoodSchema } from './food-json.ts'
import { defineRoute } from '../server/route.ts'

export const postFoods = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'createOwnFood',
    method: 'post',
    path: '/v1/foods',
    tag: 'Foods',
    summary: "Keeps a food of the person's own",
    access: 'user',
    priority: 'write',
    body: newFoodSchema,
    answers: {
      201: { description: 'The food', schema: foodSchema, headers: { Location: 'Where the food is' } },
      200: { description: 'The same food, which was there before', schema: foodSchema },
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
