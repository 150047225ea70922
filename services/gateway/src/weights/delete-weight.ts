import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { pathIdField, wantedId } from '../json/fields.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const deleteWeight = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'deleteWeight',
    method: 'delete',
    path: '/v1/weights/{id}',
    tag: 'Weights',
    summary: 'Delete a weight',
    description: 'Removes the weighing; the trend and the targets follow. Other devices learn of it.',
    access: 'user',
    priority: 'write',
    params: z.strictObject({ id: pathIdField }),
    takesIfMatch: true,
    answers: { 204: { description: 'The weight has been deleted' } },
    problems: ['WEIGHT_NOT_FOUND'],
    examples: { params: { id: EXAMPLE.weightId } },
    async handle({ params: { id }, expectedVersion }, call) {
      await clients.events.weights.deleteWeight({ id: wantedId(id, 'weight'), expectedVersion }, call)
      return { status: 204 }
    },
  })
