import type { GatewayContext } from '../context.ts'
import { profileJson, profilePatchMessage, profilePatchSchema, profileSchema } from './profile-json.ts'
import { defineRoute } from '../server/route.ts'

export const patchProfile = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'updateProfile',
    method: 'patch',
    path: '/v1/profile',
    tag: 'Profile',
    summary: 'Changes the fields that are given',
    access: 'user',
    priority: 'write',
    body: profilePatchSchema,
    answers: { 200: { description: 'The profile after the change', schema: profileSchema } },
    async handle({ body }, call) {
      const { profile } = await clients.profile.person.updateProfile(
        { patch: profilePatchMessage(body) },
        call,
      )
      return { status: 200, body: profileJson(profile!) }
    },
  })
