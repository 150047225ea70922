import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { House } from '@mymacrotracker/all/testing'
import { phoneOf, startGatewayHouse, type Send } from '../phone.ts'

let house: House
let stranger: Send
beforeAll(async () => {
  house = await startGatewayHouse()
  stranger = phoneOf(house)
})
afterAll(() => house?.stop())

const password = 'seven green lentils'
const anEmail = () => `${randomUUID()}@example.com`

describe('POST /v1/auth/sign-up', () => {
  test('a new address gets an account and a session that works at once', async () => {
    const email = anEmail()
    const { status, body, headers } = await stranger('POST', '/v1/auth/sign-up', {
      email,
      password,
      displayName: 'Ann',
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      user: { email, displayName: 'Ann' },
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      expiresInS: expect.any(Number),
    })
    expect(headers.get('cache-control')).toBe('no-store')
    expect(
      (await stranger('GET', '/v1/profile', undefined, { authorization: `Bearer ${body.accessToken}` }))
        .status,
    ).toBe(200)
  })

  test('a taken address is 409 and a weak password 422', async () => {
    const email = anEmail()
    await stranger('POST', '/v1/auth/sign-up', { email, password })
    expect(await stranger('POST', '/v1/auth/sign-up', { email, password })).toMatchObject({
      status: 409,
      body: { code: 'EMAIL_TAKEN' },
    })
    expect(await stranger('POST', '/v1/auth/sign-up', { email: anEmail(), password: 'a' })).toMatchObject({
      status: 422,
      body: { code: 'WEAK_PASSWORD' },
    })
  })

  test('a field that is missing or unknown is named', async () => {
    expect(await stranger('POST', '/v1/auth/sign-up', { email: anEmail() })).toMatchObject({
      status: 400,
      body: { code: 'REQUIRED', errors: [{ path: 'password' }] },
    })
    expect(
      await stranger('POST', '/v1/auth/sign-up', { email: anEmail(), password, isAdmin: true }),
    ).toMatchObject({ status: 400, body: { code: 'UNKNOWN_FIELD', errors: [{ path: 'isAdmin' }] } })
  })
})

describe('sessions', () => {
  test('signing in, refreshing and signing out', async () => {
    const email = anEmail()
    await stranger('POST', '/v1/auth/sign-up', { email, password })
    const session = await stranger('POST', '/v1/auth/sign-in', { email, password, deviceName: "Ann's phone" })
    expect(session).toMatchObject({ status: 200, body: { user: { email } } })
    const next = await stranger('POST', '/v1/auth/refresh', { refreshToken: session.body.refreshToken })
    expect(next.status).toBe(200)
    expect(Object.keys(next.body).toSorted()).toEqual(['accessToken', 'expiresInS', 'refreshToken'])
    expect(
      await stranger('POST', '/v1/auth/sign-out', { refreshToken: next.body.refreshToken }),
    ).toMatchObject({ status: 204, body: undefined })
    expect(
      await stranger('POST', '/v1/auth/refresh', { refreshToken: next.body.refreshToken }),
    ).toMatchObject({ status: 401 })
  })

  test('a wrong password and an unknown address are answered alike', async () => {
    const email = anEmail()
    await stranger('POST', '/v1/auth/sign-up', { email, password })
    const wrong = await stranger('POST', '/v1/auth/sign-in', { email, password: 'six green lentils' })
    const unknown = await stranger('POST', '/v1/auth/sign-in', { email: anEmail(), password })
    expect(wrong).toMatchObject({ status: 401, body: { code: 'BAD_CREDENTIALS' } })
    expect(unknown.body).toEqual(wrong.body)
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer realm="mymacrotracker"')
  })
})

describe('the access token', () => {
  test('without one every route of a person is 401', async () => {
    const answer = await stranger('GET', '/v1/today')
    expect(answer).toMatchObject({ status: 401, body: { code: 'TOKEN_REQUIRED' } })
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="mymacrotracker"')
  })

  test('one that nobody signed is 401', async () => {
    const answer = await stranger('GET', '/v1/today', undefined, { authorization: 'Bearer a.b.c' })
    expect(answer).toMatchObject({ status: 401, body: { code: 'TOKEN_INVALID' } })
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  test('the key set is public and may be kept a while', async () => {
    const { status, body, headers } = await stranger('GET', '/.well-known/jwks.json')
    expect(status).toBe(200)
    expect(body.keys[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', kid: expect.any(String) })
    expect(body.keys[0]).not.toHaveProperty('d')
    expect(headers.get('cache-control')).toBe('public, max-age=300')
  })
})
