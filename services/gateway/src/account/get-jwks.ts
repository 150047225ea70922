import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { defineRoute } from '../server/route.ts'

const jwkSchema = z
  .strictObject({
    kty: z.string(),
    kid: z.string().meta({ description: 'Named by the header of a token' }),
    use: z.string(),
    alg: z.string(),
    crv: z.string(),
    x: z.string(),
  })
  .partial({ use: true, alg: true, crv: true, x: true })
  .meta({ id: 'PublicKey', description: 'A JSON Web Key' })
const keySetSchema = z
  .strictObject({ keys: z.array(jwkSchema) })
  .meta({ id: 'KeySet', description: 'A JSON Web Key Set (RFC 7517)' })

export const getJwks = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'getKeySet',
    method: 'get',
    path: '/.well-known/jwks.json',
    tag: 'Account',
    summary: 'List the keys that sign access tokens',
    description: 'The public keys as a JSON Web Key Set (RFC 7517). They may be cached for five minutes.',
    access: 'public',
    priority: 'read',
    answers: { 200: { description: 'The key set', schema: keySetSchema } },
    problems: ['KEY_SET_UNAVAILABLE'],
    async handle(_input, call) {
      const { jwksJson } = await clients.auth.keys.getKeySet({}, call)
      return {
        status: 200,
        body: JSON.parse(jwksJson) as unknown,
        headers: { 'Cache-Control': 'public, max-age=300' },
      }
    },
  })
