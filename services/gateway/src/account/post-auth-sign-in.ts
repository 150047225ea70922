import { MAX_DISPLAY_NAME } from '@mymacrotracker/contracts'
import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { textField } from '../json/fields.ts'
import { emailField, passwordField, sessionJson, sessionSchema } from './session-json.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const postAuthSignIn = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'signIn',
    method: 'post',
    path: '/v1/auth/sign-in',
    tag: 'Account',
    summary: 'Sign in',
    description: 'Starts a session on this device. Earlier sessions continue.',
    access: 'public',
    priority: 'account',
    body: z
      .strictObject({
        email: emailField,
        password: passwordField,
        deviceName: textField(MAX_DISPLAY_NAME, 0).optional(),
      })
      .meta({ id: 'SignInRequest' }),
    answers: { 200: { description: 'The new session', schema: sessionSchema } },
    problems: ['BAD_CREDENTIALS', 'INVALID_EMAIL', 'TOO_MANY_ATTEMPTS', 'TOO_MANY_SIGN_INS'],
    examples: {
      bodies: { signIn: { email: EXAMPLE.email, password: EXAMPLE.password, deviceName: 'Pixel 9' } },
    },
    async handle({ body: { email, password, deviceName = '' } }, call) {
      const session = await clients.auth.signIn.signIn(
        { email, password, deviceName, remoteAddress: call.remoteAddress },
        call,
      )
      return { status: 200, body: sessionJson(session) }
    },
  })
