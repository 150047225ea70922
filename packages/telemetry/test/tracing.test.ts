import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import * as conventions from '@opentelemetry/semantic-conventions'
import * as incubating from '@opentelemetry/semantic-conventions/incubating'
import { ATTRIBUTES } from '../dist/span-attributes.js'
import {
  createLogger,
  createMetrics,
  isSampled,
  nextTraceparent,
  noTracing,
  openTracing,
} from '../dist/index.js'

const PARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
const UNKEPT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`
const logger = createLogger({ level: 'silent', name: 'test' })
const aSpan = { service: 'events', kind: 'server', name: 'test' } as const
const spans = async (metrics: ReturnType<typeof createMetrics>) =>
  Object.fromEntries(
    (await metrics.traceSpans.get()).values.map(({ labels, value }) => [labels.outcome, value]),
  )

test('attributes have the names of the semantic conventions', () => {
  const known = new Set(
    [conventions, incubating].flatMap((each) => Object.values(each as Record<string, unknown>)),
  )
  expect(Object.values(ATTRIBUTES).filter((name) => !known.has(name))).toEqual([])
})

describe('a traceparent', () => {
  test('keeps its trace and flag and gets a span of its own', () => {
    expect(nextTraceparent(PARENT)).toMatch(/^00-a{32}-(?!b{16})[0-9a-f]{16}-01$/)
    expect(nextTraceparent(UNKEPT)).toMatch(/^00-a{32}-[0-9a-f]{16}-00$/)
  })

  test.each([
    'x',
    '',
    `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`,
    `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01`,
    `${PARENT}-more`,
    PARENT.toUpperCase(),
  ])('that is none begins a new trace (%j)', (text) => {
    expect(nextTraceparent(text)).toMatch(/^00-(?!a{32}|0{32})[0-9a-f]{32}-[0-9a-f]{16}-00$/)
    expect(isSampled(text)).toBe(false)
  })
})

test('without a receiver ids travel on, the flag with them except at the edge, and nothing is kept', async () => {
  const tracing = await openTracing({ endpoint: undefined, share: 1, logger, metrics: createMetrics() })
  expect(tracing).toBe(noTracing)
  expect(tracing.begin({ ...aSpan, parent: PARENT })).toMatchObject({
    isRecorded: false,
    traceparent: expect.stringMatching(/^00-a{32}-.*-01$/),
  })
  expect(tracing.begin({ ...aSpan, parent: PARENT, isEdge: true }).traceparent).toMatch(/^00-a{32}-.*-00$/)
})

test('a receiver that is away costs spans and nothing else; the stop is bounded', async () => {
  const metrics = createMetrics()
  const tracing = await openTracing({ endpoint: 'http://127.0.0.1:1', share: 1, logger, metrics })
  for (let n = 0; n < 5000; n++) tracing.begin({ ...aSpan, parent: undefined }).end({ attributes: {} })
  await tracing.close()
  const { dropped = 0, failed = 0, sent = 0 } = await spans(metrics)
  expect(dropped).toBe(5000 - 4096)
  expect(failed).toBeLessThanOrEqual(4096)
  expect(sent).toBe(0)
}, 20_000)

test('a receiver that never answers does not hold up the stop', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const tracing = await openTracing({
    endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`,
    share: 1,
    logger,
    metrics: createMetrics(),
  })
  tracing.begin({ ...aSpan, parent: PARENT }).end({ attributes: {} })
  await tracing.close()
  silent.closeAllConnections()
  await new Promise((resolve) => silent.close(resolve))
}, 20_000)

test('the share decides where a trace begins, and the flag everywhere below', async () => {
  const none = await openTracing({
    endpoint: 'http://127.0.0.1:1',
    share: 0,
    logger,
    metrics: createMetrics(),
  })
  const begun = [
    { parent: undefined },
    { parent: PARENT, isEdge: true },
    { parent: UNKEPT },
    { parent: PARENT },
  ].map((each) => none.begin({ ...aSpan, ...each }).isRecorded)
  expect(begun).toEqual([false, false, false, true])
  await none.close()
}, 20_000)
