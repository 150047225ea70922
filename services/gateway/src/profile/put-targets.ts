import type { GatewayContext } from '../context.ts'
import { customTargetsMessage, customTargetsSchema, targetsJson, targetsSchema } from './targets-json.ts'
import { defineRoute } from '../server/route.ts'

export const putTargets = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'putTargets',
    method: 'put',
    path: '/v1/targets',
    tag: 'Profile',
    summary: 'Sets custom targets from today on, by weekday where days differ',
    access: 'user',
    priority: 'write',
    body: customTargetsSchema,
    answers: { 200: { description: 'The targets of today', schema: targetsSchema } },
    async handle({ body }, call) {
      const { targets } = await clients.profile.targets.putTargets(customTargetsMessage(body), call)
      return { status: 200, body: targetsJson(targets!) }
    },
  })
