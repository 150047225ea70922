import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { eventually, startHouse, type House } from '../harness.ts'
import { personWithTarget, writeEntry } from './diary-trace.ts'

const docs = join(import.meta.dirname, '../../../../docs')
const WORDS_OF_PROMQL = new Set(['histogram_quantile', 'label_replace', 'min_over_time', 'group_left'])

let house: House
beforeAll(async () => {
  house = await startHouse()
  await writeEntry(house, await personWithTarget(house), {
    meal: 'lunch',
    name: 'Shake',
    nutrients: { proteinG: 60 },
  })
}, 60_000)
afterAll(() => house.stop())

const metrics = async () => (await fetch(`${house.adminUrl}/metrics`)).text()
const namesIn = (text: string) =>
  new Set([...text.matchAll(/^([a-z_]+)(?:\{.*\})? /gm)].map(([, name]) => name!))

test('a query that a proxy adds changes nothing', async () => {
  for (const path of ['/metrics', '/readyz', '/healthz'])
    expect((await fetch(`${house.adminUrl}${path}?timeout=20s`)).status).toBe(200)
})

test('load, latency and errors can be read by module, though all share a process', async () => {
  await eventually(async () => {
    const text = await metrics()
    const recordEntry = 'method="/mymacrotracker.events.v1.DiaryService/RecordEntry",code="OK"'
    expect(text).toContain(`rpc_server_duration_seconds_count{service="events",${recordEntry}} 1`)
    expect(text).toContain(
      `rpc_client_duration_seconds_count{caller="gateway",service="events",${recordEntry}} 1`,
    )
    expect(text).toContain(
      'http_request_duration_seconds_count{method="POST",route="/v1/diary/entries",status="201"} 1',
    )
    expect(text).toMatch(
      /consumer_handling_seconds_count\{service="notifier",consumer="notifier.on-progress"\} [1-9]/,
    )
    for (const service of SERVICE_NAMES.filter((name) => name !== 'gateway'))
      expect(text).toContain(`rpc_server_in_flight{service="${service}"} 0`)
    for (const state of ['busy', 'idle', 'waiting'])
      expect(text).toContain(`db_pool_connections{service="events",state="${state}"}`)
  }, 20_000)
}, 40_000)

test('an RPC that is refused counts by its gRPC code, for the service and for its caller', async () => {
  const bob = await house.person()
  await fetch(`${house.url}/v1/diary/entries/019a0000-0000-7000-8000-000000000000`, {
    headers: { authorization: `Bearer ${bob.token}` },
  })
  const getEntry = 'method="/mymacrotracker.events.v1.DiaryService/GetEntry",code="NOT_FOUND"} 1'
  expect(await metrics()).toContain(`rpc_server_duration_seconds_count{service="events",${getEntry}`)
  expect(await metrics()).toContain(
    `rpc_client_duration_seconds_count{caller="gateway",service="events",${getEntry}`,
  )
})

test('how far each consumer is behind is counted now and then', async () => {
  await eventually(async () => {
    const lags = [...(await metrics()).matchAll(/^consumer_lag\{consumer="([^"]+)",topic="[^"]+"\} (\d+)$/gm)]
    expect(lags.map(([, consumer]) => consumer)).toEqual(
      expect.arrayContaining(['recommender.on-diary-entry', 'notifier.on-progress']),
    )
    expect(lags.every(([, , behind]) => behind === '0')).toBe(true)
  }, 40_000)
}, 60_000)

test('every metric that the documents ask for is there', async () => {
  const there = await eventually(async () => {
    const text = await metrics()
    expect(text).toContain('consumer_lag{')
    return namesIn(text)
  }, 40_000)
  const queries = [
    ...(await readFile(join(docs, 'extraction.md'), 'utf8')).matchAll(/```promql\n([\s\S]*?)```/g),
  ].map(([, query]) => query!.replaceAll(/"[^"]*"/g, ''))
  const asked = queries
    .flatMap((query) => [...query.matchAll(/[a-z]+(?:_[a-z]+)+/g)].map(([name]) => name))
    .filter((name) => !WORDS_OF_PROMQL.has(name))
  expect(asked.length).toBeGreaterThan(10)
  expect(asked.filter((name) => !there.has(name))).toEqual([])

  const table = [
    ...(await readFile(join(docs, 'watching.md'), 'utf8')).matchAll(/^\| (`[a-z_`, ]+)/gm),
  ].flatMap(([, cell]) => [...cell!.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name]) => name!))
  // Nothing was parked and nothing traced here: of these only the description shows.
  const described = await metrics()
  expect(table.length).toBeGreaterThan(10)
  expect(table.filter((name) => !described.includes(`# HELP ${name} `))).toEqual([])
}, 60_000)
