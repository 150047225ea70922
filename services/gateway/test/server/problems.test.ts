import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { aRoute, startSmallApp, type SmallApp } from './small-app.ts'

let app: SmallApp
beforeAll(async () => {
  app = await startSmallApp(
    [
      aRoute({
        path: '/v1/bug',
        handle: async () => {
          throw new Error('select * from secrets')
        },
      }),
      aRoute({
        path: '/v1/wrong',
        answers: { 200: { description: 'One', schema: z.strictObject({ a: z.number() }) } },
        handle: async () => ({ status: 200, body: { a: 1, secret: 2 } }),
      }),
      aRoute({
        path: '/v1/items/{id}',
        params: z.strictObject({ id: z.string() }),
        handle: async ({ params }) => ({ status: 200, body: params }),
      }),
    ],
    { VALIDATE_ANSWERS: 'true' },
  )
})
afterAll(() => app.close())

describe('what goes wrong is told as a problem', () => {
  test('a bug shows as an internal error and nothing else', async () => {
    const answer = await fetch(`${app.url}/v1/bug`)
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(await answer.json()).toEqual({
      type: '/docs/errors#INTERNAL',
      title: 'Something went wrong on our side',
      status: 500,
      code: 'INTERNAL',
      detail: 'internal error',
    })
  })

  test('an answer that its schema does not describe is not sent where answers are validated', async () => {
    expect((await fetch(`${app.url}/v1/wrong`)).status).toBe(500)
  })

  test('an unknown route is 404', async () => {
    const answer = await fetch(`${app.url}/v1/nothing`)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND' })
  })

  test('a known route with another method is 405 and says which it knows', async () => {
    const answer = await fetch(`${app.url}/v1/bug`, { method: 'DELETE' })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
    expect(await answer.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
  })

  test('a path that is not percent-encoded UTF-8 is 400', async () => {
    const answer = await fetch(`${app.url}/v1/items/%ff`)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'PATH_MALFORMED' })
  })

  test('U+0000 in a path is 400 with the parameter named', async () => {
    const answer = await fetch(`${app.url}/v1/items/a%00b`)
    expect(await answer.json()).toMatchObject({ status: 400, errors: [{ path: 'id', code: 'TEXT_INVALID' }] })
  })

  test('every answer carries its trace and nothing about the server', async () => {
    const answer = await fetch(`${app.url}/v1/nothing`, {
      headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    })
    expect(answer.headers.get('x-request-id')).toBe('0af7651916cd43dd8448eb211c80319c')
    expect(answer.headers.get('traceparent')).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-/)
    expect(answer.headers.get('x-powered-by')).toBeNull()
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })
})
