import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { pathIdField, wantedId } from '../json/fields.ts'
import { defineRoute } from '../server/route.ts'

export const deleteWeight = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'deleteWeight',
    method: 'delete',
    path: '/v1/weights/{id}',
    tag: 'Weight',
    summary: 'Deletes a weight; the trend and the targets follow',
    access: 'user',
    priority: 'write',
    params: z.strictObject({ id: pathIdField }),
    takesIfMatch: true,
    answers: { 204: { description: 'Deleted' } },
    problems: [404],
    async handle({ params: { id }, expectedVersion }, call) {
      await clients.events.weights.deleteWeight({ id: wantedId(id, 'weight'), expectedVersion }, call)
      return { status: 204 }
    },
  })
