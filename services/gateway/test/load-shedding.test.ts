import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { aRoute, startSmallApp } from './small-app.ts'
import type { SmallApp } from './small-app.ts'

let app: SmallApp
let release: () => void
afterEach(() => app.close())

async function start(maxInFlight: number) {
  const released = new Promise<void>((resolve) => { release = resolve })
  const handle = async () => {
    await released
    return { status: 200, body: {} }
  }
  app = await startSmallApp([
    aRoute({ path: '/v1/suggestion', priority: 'suggestion', handle }), aRoute({ path: '/v1/read', handle }), aRoute({ method: 'post', path: '/v1/write', priority: 'write', handle }),
  ], { MAX_IN_FLIGHT: String(maxInFlight) })
}

const post = () => fetch(`${app.url}/v1/write`, { method: 'POST' })

/** The refusal when there is one at once; undefined when the request was taken. */
const refusal = (request: Promise<Response>) => Promise.race([request, sleep(150, undefined)])

test('suggestions are refused first, then reads, writes last', async () => {
  await start(10)
  const taken: Promise<Response>[] = []
  const take = async (request: () => Promise<Response>) => {
    const sent = request()
    const refused = await refusal(sent)
    if (!refused) taken.push(sent)
    return refused?.status
  }
  const outcome: Record<string, number> = {}
  for (const [name, request] of [['suggestion', () => fetch(`${app.url}/v1/suggestion`)], ['read', () => fetch(`${app.url}/v1/read`)], ['write', post]] as const) {
    while (await take(request) === undefined) outcome[name] = taken.length
  }
  expect(outcome).toEqual({ suggestion: 7, read: 9, write: 10 })

  const refused = await post()
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(await refused.json()).toMatchObject({ code: 'OVERLOADED', status: 503 })

  release()
  expect((await Promise.all(taken)).map(({ status }) => status)).toEqual(Array(10).fill(200))
  expect((await fetch(`${app.url}/v1/suggestion`)).status).toBe(200)
})

test('a flood of sign-ins fills the places of sign-ins and no others', async () => {
  const released = new Promise<void>((resolve) => { release = resolve })
  app = await startSmallApp([
    aRoute({ path: '/v1/read', handle: async () => ({ status: 200, body: {} }) }), aRoute({ path: '/v1/slow', priority: 'account', handle: async () => { await released; return { status: 200, body: {} } } }),
  ], { MAX_IN_FLIGHT: '256' })
  const flood = Array.from({ length: 120 }, () => fetch(`${app.url}/v1/slow`))
  await sleep(200)
  expect((await fetch(`${app.url}/v1/slow`)).status).toBe(503)
  expect((await fetch(`${app.url}/v1/read`)).status).toBe(200)
  release()
  const statuses = (await Promise.all(flood)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(96)
})
