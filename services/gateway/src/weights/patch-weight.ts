import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { pathIdField, toDate, wantedId } from '../json/fields.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'
import { WEIGHT_HEADERS, weightJson, weightPatchSchema, weightSchema, weightTag } from './weight-json.ts'

export const patchWeight = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'updateWeight',
    method: 'patch',
    path: '/v1/weights/{id}',
    tag: 'Weights',
    summary: 'Correct a weight',
    description: 'Changes what is given and leaves the rest; the trend and the targets follow.',
    access: 'user',
    priority: 'write',
    params: z.strictObject({ id: pathIdField }),
    body: weightPatchSchema,
    takesIfMatch: true,
    answers: {
      200: { description: 'The weight after the change', schema: weightSchema, headers: WEIGHT_HEADERS },
    },
    problems: ['WEIGHT_NOT_FOUND', 'IN_THE_FUTURE'],
    examples: { params: { id: EXAMPLE.weightId }, bodies: { typo: { weightKg: 65.4 } } },
    async handle({ params: { id }, body: { measuredAt, weightKg }, expectedVersion }, call) {
      const { weight } = await clients.events.weights.updateWeight(
        { id: wantedId(id, 'weight'), patch: { measuredAt: toDate(measuredAt), weightKg }, expectedVersion },
        call,
      )
      return { status: 200, body: weightJson(weight!), headers: { ETag: weightTag(weight!) } }
    },
  })
