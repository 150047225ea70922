import { MAX_DISPLAY_NAME } from '@mymacrotracker/contracts'
import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { textField } from '../json/fields.ts'
import { emailField, passwordField, sessionJson, sessionSchema } from './session-json.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const postAuthSignUp = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'signUp',
    method: 'post',
    path: '/v1/auth/sign-up',
    tag: 'Account',
    summary: 'Sign up',
    description: 'Creates an account and signs it in.',
    access: 'public',
    priority: 'account',
    body: z
      .strictObject({
        email: emailField,
        password: passwordField,
        displayName: textField(MAX_DISPLAY_NAME, 0).optional(),
      })
      .meta({ id: 'SignUpRequest' }),
    answers: { 201: { description: 'The account and its first session', schema: sessionSchema } },
    problems: ['EMAIL_TAKEN', 'WEAK_PASSWORD', 'INVALID_EMAIL', 'TOO_MANY_ATTEMPTS', 'TOO_MANY_SIGN_INS'],
    examples: {
      bodies: { signUp: { email: EXAMPLE.email, password: EXAMPLE.password, displayName: 'Ann' } },
    },
    async handle({ body: { email, password, displayName = '' } }, call) {
      const session = await clients.auth.signIn.signUp(
        { email, password, displayName, remoteAddress: call.remoteAddress, deviceName: '' },
        call,
      )
      return { status: 201, body: sessionJson(session) }
    },
  })
