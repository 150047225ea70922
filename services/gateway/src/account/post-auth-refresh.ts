import type { GatewayContext } from '../context.ts'
import { refreshBody, tokenPairJson, tokenPairSchema } from './session-json.ts'
import { defineRoute } from '../server/route.ts'

export const postAuthRefresh = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'refresh',
    method: 'post',
    path: '/v1/auth/refresh',
    tag: 'Account',
    summary: 'Gets the next pair of tokens; within 30 s a lost answer is answered again',
    access: 'public',
    priority: 'account',
    body: refreshBody,
    answers: { 200: { description: 'The next pair', schema: tokenPairSchema } },
    problems: [401],
    async handle({ body }, call) {
      const { tokens } = await clients.auth.sessions.refresh(body, call)
      return { status: 200, body: tokenPairJson(tokens) }
    },
  })
