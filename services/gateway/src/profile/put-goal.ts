import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { goalKind } from '../json/enums.ts'
import { goalJson, goalSchema } from './profile-json.ts'
import { targetsJson, targetsSchema } from './targets-json.ts'
import { defineRoute } from '../server/route.ts'

export const putGoal = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'putGoal',
    method: 'put',
    path: '/v1/goal',
    tag: 'Profile',
    summary: 'Set the goal',
    description: 'The goal applies from today on. Targets follow from it again: custom targets end.',
    access: 'user',
    priority: 'write',
    body: goalSchema,
    answers: {
      200: {
        description: 'The goal and the targets it gives',
        schema: z.strictObject({ goal: goalSchema, targets: targetsSchema }).meta({ id: 'GoalAndTargets' }),
      },
    },
    problems: ['VALUE_UNKNOWN'],
    examples: { bodies: { loseSlowly: { kind: 'lose', ratePercentPerWeek: 0.5 } } },
    async handle({ body: { kind, ratePercentPerWeek } }, call) {
      const { goal, targets } = await clients.profile.targets.putGoal(
        { goal: { kind: goalKind.value(kind), ratePercentPerWeek } },
        call,
      )
      return { status: 200, body: { goal: goalJson(goal!), targets: targetsJson(targets!) } }
    },
  })
