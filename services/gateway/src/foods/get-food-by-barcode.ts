import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { findFood } from './find-food.ts'
import { barcodeField, foodJson, foodSchema } from './food-json.ts'
import { defineRoute } from '../server/route.ts'

export const getFoodByBarcode = ({ clients: { events, integrations } }: GatewayContext) =>
  defineRoute({
    name: 'getFoodByBarcode',
    method: 'get',
    path: '/v1/foods/barcode/{code}',
    tag: 'Foods',
    summary: 'The food with a barcode, own or of the catalogue',
    access: 'user',
    priority: 'read',
    params: z.strictObject({ code: barcodeField }),
    answers: { 200: { description: 'The food', schema: foodSchema } },
    problems: [404],
    async handle({ params: { code } }, call) {
      const food = await findFood(call, {
        known: async (within) => (await events.foods.getOwnFoodByBarcode({ barcode: code }, within)).food,
        catalogue: async (within) =>
          (await integrations.barcodes.getFoodByBarcode({ barcode: code }, within)).food,
      })
      return { status: 200, body: foodJson(food) }
    },
  })
