import type { GatewayContext } from '../context.ts'
import { refreshBody } from './session-json.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const postAuthSignOut = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'signOut',
    method: 'post',
    path: '/v1/auth/sign-out',
    tag: 'Account',
    summary: 'Sign out',
    description:
      'Ends the session that the refresh token belongs to. Its access token is refused within five seconds.',
    access: 'public',
    priority: 'account',
    body: refreshBody,
    answers: { 204: { description: 'The session has ended, or there was none' } },
    examples: { bodies: { signOut: { refreshToken: EXAMPLE.refreshToken } } },
    async handle({ body }, call) {
      await clients.auth.sessions.signOut(body, call)
      return { status: 204 }
    },
  })
