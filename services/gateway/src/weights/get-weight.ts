import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { pathIdField, wantedId } from '../json/fields.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'
import { WEIGHT_HEADERS, weightJson, weightSchema, weightTag } from './weight-json.ts'

export const getWeight = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'getWeight',
    method: 'get',
    path: '/v1/weights/{id}',
    tag: 'Weights',
    summary: 'Get a weight',
    description: 'One weighing.',
    access: 'user',
    priority: 'read',
    params: z.strictObject({ id: pathIdField }),
    answers: { 200: { description: 'The weight', schema: weightSchema, headers: WEIGHT_HEADERS } },
    problems: ['WEIGHT_NOT_FOUND'],
    examples: { params: { id: EXAMPLE.weightId } },
    async handle({ params: { id } }, call) {
      const { weight } = await clients.events.weights.getWeight({ id: wantedId(id, 'weight') }, call)
      return { status: 200, body: weightJson(weight!), headers: { ETag: weightTag(weight!) } }
    },
  })
