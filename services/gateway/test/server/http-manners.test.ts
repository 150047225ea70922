import { request as httpRequest } from 'node:http'
import { afterEach, describe, expect, test } from '@jest/globals'
import { aRoute, startSmallApp, type SmallApp } from './small-app.ts'

let app: SmallApp
afterEach(() => app.close())

const large = aRoute({ handle: async () => ({ status: 200, body: { text: 'lentil '.repeat(2000) } }) })
const signIn = aRoute({
  method: 'post',
  path: '/v1/auth/sign-in',
  priority: 'write',
  handle: async (_input, call) => ({ status: 200, body: { address: call.remoteAddress } }),
})

/** Headers as they are on the wire: fetch unpacks and drops them. */
function rawGet(
  path: string,
  headers: Record<string, string>,
): Promise<{ headers: Record<string, unknown>; bytes: number }> {
  return new Promise((resolve, reject) => {
    httpRequest(`${app.url}${path}`, { headers }, (response) => {
      let bytes = 0
      response
        .on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        .on('end', () => resolve({ headers: response.headers, bytes }))
    })
      .on('error', reject)
      .end()
  })
}

describe('compression and caching', () => {
  test('a large answer is compressed for those who can unpack it', async () => {
    app = await startSmallApp([large])
    const packed = await rawGet('/v1/test', { 'accept-encoding': 'gzip' })
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(packed.bytes).toBeLessThan(1000)
    expect((await rawGet('/v1/test', {})).bytes).toBeGreaterThan(10_000)
  })

  test('an unchanged answer is 304', async () => {
    app = await startSmallApp([large])
    const etag = (await fetch(`${app.url}/v1/test`)).headers.get('etag')!
    const again = await fetch(`${app.url}/v1/test`, {
      headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
    })
    expect(again.status).toBe(304)
  })
})

describe('CORS', () => {
  test('no web origin may call unless the settings name it', async () => {
    app = await startSmallApp([large])
    expect(
      (await fetch(`${app.url}/v1/test`, { headers: { origin: 'https://app.example.com' } })).headers.get(
        'access-control-allow-origin',
      ),
    ).toBeNull()
  })

  test('a named origin may call and another may not', async () => {
    app = await startSmallApp([large], { CORS_ORIGINS: 'https://app.example.com' })
    const preflight = await fetch(`${app.url}/v1/test`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example.com', 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.example.com')
    expect(
      (await fetch(`${app.url}/v1/test`, { headers: { origin: 'https://evil.example.com' } })).headers.get(
        'access-control-allow-origin',
      ),
    ).toBeNull()
  })
})

describe('rate limit by address', () => {
  const post = (headers: Record<string, string> = {}) =>
    fetch(`${app.url}/v1/auth/sign-in`, { method: 'POST', headers })

  test('beyond the limit calls without a user are 429 and say when to come back', async () => {
    app = await startSmallApp([signIn], { RATE_LIMIT_ADDRESS_PER_MIN: '2' })
    const first = await post()
    expect([
      first.status,
      first.headers.get('ratelimit-limit'),
      first.headers.get('ratelimit-remaining'),
    ]).toEqual([200, '2', '1'])
    expect((await post()).status).toBe(200)
    const refused = await post()
    expect(refused.status).toBe(429)
    expect(refused.headers.get('ratelimit-remaining')).toBe('0')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED' })
  })

  test('a forwarded address is believed only behind a trusted proxy', async () => {
    app = await startSmallApp([signIn], { RATE_LIMIT_ADDRESS_PER_MIN: '1' })
    expect((await post({ 'x-forwarded-for': '203.0.113.1' })).status).toBe(200)
    expect((await post({ 'x-forwarded-for': '203.0.113.2' })).status).toBe(429)
    await app.close()
    app = await startSmallApp([signIn], { RATE_LIMIT_ADDRESS_PER_MIN: '1', TRUST_PROXY: '1' })
    expect(await (await post({ 'x-forwarded-for': '203.0.113.1' })).json()).toEqual({
      address: '203.0.113.1',
    })
    expect((await post({ 'x-forwarded-for': '203.0.113.2' })).status).toBe(200)
    expect((await post({ 'x-forwarded-for': '203.0.113.2' })).status).toBe(429)
  })
})

describe('the oldest app that is served', () => {
  const get = (version?: string) =>
    fetch(`${app.url}/v1/test`, version === undefined ? {} : { headers: { 'x-app-version': version } })

  test('an older app is told to upgrade, a newer one and a caller without a version are served', async () => {
    app = await startSmallApp([large], { MIN_APP_VERSION: '2.10.0' })
    const refused = await get('2.9.9')
    expect(refused.status).toBe(426)
    expect(await refused.json()).toMatchObject({ code: 'APP_TOO_OLD' })
    expect((await get('2.10.0-beta.1')).status).toBe(200)
    expect((await get()).status).toBe(200)
    expect((await get('latest')).status).toBe(400)
  })
})
