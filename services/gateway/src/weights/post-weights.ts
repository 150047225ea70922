import { v7 as uuidv7 } from 'uuid'
import type { GatewayContext } from '../context.ts'
import { toDate } from '../json/fields.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { WEIGHT_HEADERS, newWeightSchema, weightJson, weightSchema, weightTag } from './weight-json.ts'
import { defineRoute } from '../server/route.ts'

export const postWeights = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'recordWeight',
    method: 'post',
    path: '/v1/weights',
    tag: 'Weights',
    summary: 'Log a weight',
    description:
      'Repeating a request with the same id and content returns the same weight; the same id with other content is a conflict.',
    access: 'user',
    priority: 'write',
    body: newWeightSchema,
    answers: {
      201: {
        description: 'The new weight',
        schema: weightSchema,
        headers: { ...WEIGHT_HEADERS, Location: 'Path of the weight' },
      },
      200: {
        description: 'The weight, which had been logged before',
        schema: weightSchema,
        headers: WEIGHT_HEADERS,
      },
    },
    problems: ['WEIGHT_EXISTS', 'IN_THE_FUTURE'],
    examples: {
      bodies: { morning: { id: EXAMPLE.weightId, measuredAt: '2026-05-05T07:10:00+02:00', weightKg: 65.2 } },
    },
    async handle({ body: { id = uuidv7(), measuredAt, weightKg, source = '' } }, call) {
      const { weight, created } = await clients.events.weights.recordWeight(
        { id, measuredAt: toDate(measuredAt), weightKg, source },
        call,
      )
      return {
        status: created ? 201 : 200,
        body: weightJson(weight!),
        headers: { ETag: weightTag(weight!), ...(created && { Location: `/v1/weights/${weight!.id}` }) },
      }
    },
  })
