import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { dayField } from '../json/fields.ts'
import { targetsJson, targetsSchema } from './targets-json.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const getTargets = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'getTargets',
    method: 'get',
    path: '/v1/targets',
    tag: 'Profile',
    summary: 'Get the targets of a day',
    description: 'The targets in force on a day; today if no date is given.',
    access: 'user',
    priority: 'read',
    query: z.strictObject({ date: dayField.optional() }),
    answers: { 200: { description: 'The targets', schema: targetsSchema } },
    examples: { query: { date: EXAMPLE.date } },
    async handle({ query: { date = '' } }, call) {
      const { targets } = await clients.profile.targets.getTargets({ date }, call)
      return { status: 200, body: targetsJson(targets!) }
    },
  })
