import type { GatewayContext } from '../context.ts'
import { refreshBody } from './session-json.ts'
import { defineRoute } from '../server/route.ts'

export const postAuthSignOut = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'signOut',
    method: 'post',
    path: '/v1/auth/sign-out',
    tag: 'Account',
    summary: 'Ends the session of a refresh token',
    access: 'public',
    priority: 'account',
    body: refreshBody,
    answers: { 204: { description: 'Ended, or there was none' } },
    async handle({ body }, call) {
      await clients.auth.sessions.signOut(body, call)
      return { status: 204 }
    },
  })
