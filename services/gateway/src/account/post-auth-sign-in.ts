import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { textField } from '../json/fields.ts'
import { emailField, passwordField, sessionJson, sessionSchema } from './session-json.ts'
import { defineRoute } from '../server/route.ts'

export const postAuthSignIn = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'signIn',
    method: 'post',
    path: '/v1/auth/sign-in',
    tag: 'Account',
    summary: 'Starts a session',
    access: 'public',
    priority: 'account',
    body: z
      .strictObject({ email: emailField, password: passwordField, deviceName: textField(100, 0).optional() })
      .meta({ id: 'SignIn' }),
    answers: { 200: { description: 'A new session', schema: sessionSchema } },
    problems: [401],
    async handle({ body: { email, password, deviceName = '' } }, call) {
      const session = await clients.auth.signIn.signIn(
        { email, password, deviceName, remoteAddress: call.remoteAddress },
        call,
      )
      return { status: 200, body: sessionJson(session) }
    },
  })
