import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createTokenIssuer, eventually } from '@mymacrotracker/testing'
import { decodeProtectedHeader } from 'jose'
import type { House, Person } from '@mymacrotracker/all/testing'
import { phoneOf, startGatewayHouse } from '../phone.ts'

interface Document {
  paths: Record<string, Record<string, { security: unknown[] }>>
}

const REVOKED_WITHIN_MS = 5000

let house: House
let ann: Person
let routes: [method: string, path: string][]
beforeAll(async () => {
  house = await startGatewayHouse()
  ann = await house.person()
  const { paths } = (await (await fetch(`${house.url}/openapi.json`)).json()) as Document
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => security.length > 0)
      .map(([method]): [string, string] => [method.toUpperCase(), path]),
  )
})
afterAll(() => house?.stop())

/** Every route that is not public refuses the header, with this code. */
async function expectRefusedEverywhere(authorization: string | undefined, code: string): Promise<void> {
  const send = phoneOf(house)
  expect(routes.length).toBeGreaterThan(20)
  for (const [method, path] of routes) {
    const answer = await send(
      method,
      path.replaceAll(/\{\w+\}/g, 'x'),
      undefined,
      authorization === undefined ? {} : { authorization },
    )
    expect({ method, path, status: answer.status, code: answer.body.code }).toEqual({
      method,
      path,
      status: 401,
      code,
    })
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(answer.body).toEqual({
      type: `/docs/errors#${code}`,
      title: expect.any(String),
      status: 401,
      code,
      detail: expect.any(String),
    })
    const isPresented = code !== 'TOKEN_REQUIRED'
    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer realm="mymacrotracker"${isPresented ? ', error="invalid_token"' : ''}`,
    )
  }
}

test('without a token every route of a person is 401', async () => {
  await expectRefusedEverywhere(undefined, 'TOKEN_REQUIRED')
  await expectRefusedEverywhere(`Basic ${Buffer.from('ann:secret').toString('base64')}`, 'TOKEN_REQUIRED')
})

test('with a malformed token every route of a person is 401', async () => {
  await expectRefusedEverywhere('Bearer a.b.c', 'TOKEN_INVALID')
  await expectRefusedEverywhere(`Bearer ${ann.token.slice(0, -1)}`, 'TOKEN_INVALID')
})

test('with a token that another key signed every route of a person is 401', async () => {
  const { kid } = decodeProtectedHeader(ann.token)
  const forger = await createTokenIssuer(kid)
  await expectRefusedEverywhere(
    `Bearer ${await forger.issue({ sub: ann.userId, scope: 'self' })}`,
    'TOKEN_INVALID',
  )
})

test('within 5 s of signing out every route of a person is 401 though the token has not expired', async () => {
  const leaving = await house.person()
  const phone = phoneOf(house, leaving)
  expect((await phone('GET', '/v1/profile')).status).toBe(200)
  await phone('POST', '/v1/auth/sign-out', { refreshToken: leaving.refreshToken })
  await eventually(
    async () => expect((await phone('GET', '/v1/profile')).status).toBe(401),
    REVOKED_WITHIN_MS,
  )
  await expectRefusedEverywhere(`Bearer ${leaving.token}`, 'SESSION_REVOKED')
})
