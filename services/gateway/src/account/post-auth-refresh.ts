import type { GatewayContext } from '../context.ts'
import { refreshBody, tokenPairJson, tokenPairSchema } from './session-json.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const postAuthRefresh = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'refresh',
    method: 'post',
    path: '/v1/auth/refresh',
    tag: 'Account',
    summary: 'Refresh the tokens',
    description:
      'Returns the next pair of tokens. A refresh token is good for one refresh; if the answer was lost, repeating the request within 30 s returns the same pair.',
    access: 'public',
    priority: 'account',
    body: refreshBody,
    answers: { 200: { description: 'The next pair', schema: tokenPairSchema } },
    problems: ['REFRESH_TOKEN_INVALID'],
    examples: { bodies: { refresh: { refreshToken: EXAMPLE.refreshToken } } },
    async handle({ body }, call) {
      const { tokens } = await clients.auth.sessions.refresh(body, call)
      return { status: 200, body: tokenPairJson(tokens) }
    },
  })
