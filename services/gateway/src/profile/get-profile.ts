import type { GatewayContext } from '../context.ts'
import { profileJson, profileSchema } from './profile-json.ts'
import { defineRoute } from '../server/route.ts'

export const getProfile = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'getProfile',
    method: 'get',
    path: '/v1/profile',
    tag: 'Profile',
    summary: 'Get the profile',
    description: 'The profile, with defaults for what was never set, and the goal once there is one.',
    access: 'user',
    priority: 'read',
    answers: {
      200: {
        description: 'The profile',
        schema: profileSchema,
      },
    },
    async handle(_input, call) {
      const { profile, goal } = await clients.profile.person.getProfile({}, call)
      return { status: 200, body: profileJson(profile!, goal) }
    },
  })
