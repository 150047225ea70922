import type { GatewayContext } from '../context.ts'
import { goalJson, goalSchema, profileJson, profileSchema } from './profile-json.ts'
import { defineRoute } from '../server/route.ts'

export const getProfile = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'getProfile',
    method: 'get',
    path: '/v1/profile',
    tag: 'Profile',
    summary: 'The profile, with defaults for what was never set',
    access: 'user',
    priority: 'read',
    answers: {
      200: {
        description: 'The profile, and the goal once one is set',
        schema: profileSchema.extend({ goal: goalSchema.optional() }).meta({ id: 'ProfileWithGoal' }),
      },
    },
    async handle(_input, call) {
      const { profile, goal } = await clients.profile.person.getProfile({}, call)
      return { status: 200, body: { ...profileJson(profile!), ...(goal && { goal: goalJson(goal) }) } }
    },
  })
