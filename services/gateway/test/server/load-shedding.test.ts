import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { eventually } from '@mymacrotracker/testing'
import { aRoute, startSmallApp, type SmallApp } from './small-app.ts'

let app: SmallApp
let release: () => void
/** Requests that were let in. */
let entered = 0
beforeEach(() => {
  entered = 0
})
afterEach(() => app.close())

async function start(maxInFlight: number) {
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const handle = async () => {
    entered++
    await released
    return { status: 200, body: {} }
  }
  app = await startSmallApp(
    [
      aRoute({ path: '/v1/suggestion', priority: 'suggestion', handle }),
      aRoute({ path: '/v1/read', handle }),
      aRoute({ method: 'post', path: '/v1/write', priority: 'write', handle }),
    ],
    { MAX_IN_FLIGHT: String(maxInFlight) },
  )
}

const post = () => fetch(`${app.url}/v1/write`, { method: 'POST' })

/** The refusal when there is one; undefined when the request was let in. */
async function refusal(request: Promise<Response>, before: number): Promise<Response | undefined> {
  let refused: Response | undefined
  void request.then((response) => {
    refused = response
  })
  while (!refused && entered === before) await sleep(2)
  return refused
}

test('suggestions are refused first, then reads, writes last', async () => {
  await start(10)
  const taken: Promise<Response>[] = []
  const take = async (request: () => Promise<Response>) => {
    const before = entered
    const sent = request()
    const refused = await refusal(sent, before)
    if (!refused) taken.push(sent)
    return refused?.status
  }
  const outcome: Record<string, number> = {}
  for (const [name, request] of [
    ['suggestion', () => fetch(`${app.url}/v1/suggestion`)],
    ['read', () => fetch(`${app.url}/v1/read`)],
    ['write', post],
  ] as const) {
    while ((await take(request)) === undefined) outcome[name] = taken.length
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
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  app = await startSmallApp(
    [
      aRoute({ path: '/v1/read', handle: async () => ({ status: 200, body: {} }) }),
      aRoute({
        path: '/v1/slow',
        priority: 'account',
        handle: async () => {
          await released
          return { status: 200, body: {} }
        },
      }),
    ],
    { MAX_IN_FLIGHT: '256' },
  )
  let answered = 0
  const flood = Array.from({ length: 120 }, () =>
    fetch(`${app.url}/v1/slow`).finally(() => {
      answered++
    }),
  )
  await eventually(() => expect(answered).toBe(120 - 96))
  expect((await fetch(`${app.url}/v1/slow`)).status).toBe(503)
  expect((await fetch(`${app.url}/v1/read`)).status).toBe(200)
  release()
  const statuses = (await Promise.all(flood)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(96)
})

test('slow answers leave fewer places, and prompt ones give them back', async () => {
  app = await startSmallApp(
    [
      aRoute({
        path: '/v1/slow',
        handle: async () => {
          await sleep(1100)
          return { status: 200, body: {} }
        },
      }),
      aRoute({ path: '/v1/prompt', handle: async () => ({ status: 200, body: {} }) }),
    ],
    { MAX_IN_FLIGHT: '64' },
  )
  const limit = async () => (await app.metrics.httpInFlightLimit.get()).values[0]!.value
  const statusesOf = async (count: number, path: string) =>
    (await Promise.all(Array.from({ length: count }, () => fetch(`${app.url}${path}`)))).map(
      ({ status }) => status,
    )
  expect(await limit()).toBe(64)
  expect(new Set(await statusesOf(20, '/v1/slow'))).toEqual(new Set([200]))
  // One stall, one cut.
  expect(await limit()).toBe(51)
  const slow: Promise<Response>[] = []
  for (let n = 0; n < 10; n++) {
    slow.push(fetch(`${app.url}/v1/slow`))
    await sleep(300)
  }
  await Promise.all(slow)
  await eventually(async () => expect(await limit()).toBe(8))
  expect((await statusesOf(20, '/v1/slow')).filter((status) => status === 503)).toHaveLength(13)
  for (let n = 0; n < 60; n++) expect(await statusesOf(1, '/v1/prompt')).toEqual([200])
  expect(await limit()).toBe(64)
})

test('with fewer places sign-ins have fewer too', async () => {
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  app = await startSmallApp(
    [
      aRoute({ path: '/v1/read', handle: async () => ({ status: 200, body: {} }) }),
      aRoute({
        path: '/v1/slow',
        handle: async () => {
          await sleep(1100)
          return { status: 200, body: {} }
        },
      }),
      aRoute({
        path: '/v1/sign-in',
        priority: 'account',
        handle: async () => {
          await released
          return { status: 200, body: {} }
        },
      }),
    ],
    { MAX_IN_FLIGHT: '256' },
  )
  const slow: Promise<Response>[] = []
  for (let n = 0; n < 10; n++) {
    slow.push(fetch(`${app.url}/v1/slow`))
    await sleep(300)
  }
  await Promise.all(slow)
  let refused = 0
  const flood = Array.from({ length: 40 }, () =>
    fetch(`${app.url}/v1/sign-in`).finally(() => {
      refused++
    }),
  )
  await eventually(() => expect(refused).toBeGreaterThanOrEqual(25))
  expect((await fetch(`${app.url}/v1/read`)).status).toBe(200)
  release()
  await Promise.all(flood)
})
