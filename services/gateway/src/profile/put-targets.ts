import type { GatewayContext } from '../context.ts'
import { customTargetsMessage, customTargetsSchema, targetsJson, targetsSchema } from './targets-json.ts'
import { defineRoute } from '../server/route.ts'

export const putTargets = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'putTargets',
    method: 'put',
    path: '/v1/targets',
    tag: 'Profile',
    summary: 'Set custom targets',
    description: 'Applies from today on until a goal is set, with other figures for weekdays that differ.',
    access: 'user',
    priority: 'write',
    body: customTargetsSchema,
    answers: { 200: { description: "Today's targets", schema: targetsSchema } },
    problems: ['NUTRIENT_UNKNOWN', 'DUPLICATE'],
    examples: {
      bodies: {
        everyDay: { energyKcal: 2100, proteinG: 130, carbohydrateG: 220, fatG: 70 },
        moreOnSaturday: { energyKcal: 2100, proteinG: 130, byWeekday: { saturday: { energyKcal: 2500 } } },
      },
    },
    async handle({ body }, call) {
      const { targets } = await clients.profile.targets.putTargets(customTargetsMessage(body), call)
      return { status: 200, body: targetsJson(targets!) }
    },
  })
