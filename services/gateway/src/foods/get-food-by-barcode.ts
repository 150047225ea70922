import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { findFood } from './find-food.ts'
import { barcodeField, foodJson, foodSchema } from './food-json.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const getFoodByBarcode = ({ clients: { events, integrations } }: GatewayContext) =>
  defineRoute({
    name: 'getFoodByBarcode',
    method: 'get',
    path: '/v1/foods/barcode/{code}',
    tag: 'Foods',
    summary: 'Get a food by its barcode',
    description: "Looks in the person's own foods first, then in the catalogue.",
    access: 'user',
    priority: 'read',
    params: z.strictObject({ code: barcodeField }),
    answers: { 200: { description: 'The food', schema: foodSchema } },
    problems: ['FOOD_NOT_FOUND', 'FOOD_UNAVAILABLE', 'BARCODE_INVALID'],
    examples: { params: { code: EXAMPLE.barcode } },
    async handle({ params: { code } }, call) {
      const food = await findFood(call, {
        known: async (within) => (await events.foods.getOwnFoodByBarcode({ barcode: code }, within)).food,
        catalogue: async (within) =>
          (await integrations.barcodes.getFoodByBarcode({ barcode: code }, within)).food,
      })
      return { status: 200, body: foodJson(food) }
    },
  })
