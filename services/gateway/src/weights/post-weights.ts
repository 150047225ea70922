import { v7 as uuidv7 } from 'uuid'
import type { GatewayContext } from '../context.ts'
import { toDate } from '../json/fields.ts'
import { newWeightSchema, weightJson, weightSchema } from './weight-json.ts'
import { defineRoute } from '../server/route.ts'

export const postWeights = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'recordWeight',
    method: 'post',
    path: '/v1/weights',
    tag: 'Weight',
    summary: 'Logs a weight',
    access: 'user',
    priority: 'write',
    body: newWeightSchema,
    answers: {
      201: { description: 'The weight', schema: weightSchema },
      200: { description: 'The same weight, which was there before', schema: weightSchema },
    },
    async handle({ body: { id = uuidv7(), measuredAt, weightKg, source = '' } }, call) {
      const { weight, created } = await clients.events.weights.recordWeight(
        { id, measuredAt: toDate(measuredAt), weightKg, source },
        call,
      )
      return { status: created ? 201 : 200, body: weightJson(weight!) }
    },
  })
