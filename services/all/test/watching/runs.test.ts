import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { currentTraceparent } from '@mymacrotracker/telemetry'
import { eventually, startHouse, type House } from '../harness.ts'
import { startReceiver, type OtlpReceiver } from './otlp-receiver.ts'

const TOPIC = 'mymacrotracker.events.test.v1'
const GROUP = 'notifier.on-test'

let receiver: OtlpReceiver
let house: House
beforeAll(async () => {
  receiver = await startReceiver()
  house = await startHouse({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint } })
})
afterAll(async () => {
  await house.stop()
  await receiver.close()
})

const messageOf = (traceparent?: string) => ({
  topic: TOPIC,
  key: 'k',
  eventId: randomUUID(),
  headers: { ce_type: 'test', ...(traceparent && { traceparent }) },
  body: Buffer.from('x'),
})
const processed = () => receiver.spans.filter(({ name }) => name === `process ${TOPIC}`)

test('messages of several traces that are handled together leave each of them with the span or a link to it', async () => {
  const traces = ['1', '2', '3', '4', '5'].map((digit) => digit.repeat(32))
  const handled: { count: number; trace: string | undefined }[] = []
  const subscription = await house.bus.consume({
    group: GROUP,
    topic: TOPIC,
    handle: async (messages) => {
      handled.push({ count: messages.length, trace: currentTraceparent() })
    },
  })
  await house.bus.publish(traces.map((trace) => messageOf(`00-${trace}-${'a'.repeat(16)}-01`)))
  await eventually(
    () =>
      expect(
        processed()
          .flatMap(({ traceId, links }) => [traceId, ...links])
          .toSorted(),
      ).toEqual(traces),
    20_000,
  )
  for (const { trace } of handled)
    expect(processed().some(({ traceId, spanId }) => trace === `00-${traceId}-${spanId}-01`)).toBe(true)
  expect(
    processed().reduce((sum, { attributes }) => sum + Number(attributes['messaging.batch.message_count']), 0),
  ).toBe(traces.length)

  // A trace that is not kept goes on without spans; a message without one begins one that only logs know.
  await house.bus.publish([messageOf(`00-${'6'.repeat(32)}-${'a'.repeat(16)}-00`)])
  await eventually(() => expect(handled.at(-1)!.trace).toMatch(/^00-6{32}-[0-9a-f]{16}-00$/), 20_000)
  await house.bus.publish([messageOf()])
  await eventually(
    () => expect(handled.at(-1)!.trace).toMatch(/^00-(?!6{32})[0-9a-f]{32}-[0-9a-f]{16}-00$/),
    20_000,
  )
  await subscription.stop()
  expect(processed().some(({ traceId }) => traceId.startsWith('6'))).toBe(false)
}, 90_000)

test("a message that cannot be handled shows the reason's class in its span, and the next try is a span of its own", async () => {
  const trace = '7'.repeat(32)
  let tries = 0
  const subscription = await house.bus.consume({
    group: `${GROUP}-failing`,
    topic: `${TOPIC}-failing`,
    handle: async () => {
      if (++tries === 1) throw Object.assign(new Error('of ann@example.com'), { code: 'ECONNRESET' })
    },
  })
  await house.bus.publish([{ ...messageOf(`00-${trace}-${'a'.repeat(16)}-01`), topic: `${TOPIC}-failing` }])
  await eventually(() => {
    const spans = receiver.spans.filter(({ traceId, kind }) => traceId === trace && kind === 5)
    expect(spans.map(({ failed, attributes }) => [failed, attributes['error.type']])).toEqual([
      [true, 'ECONNRESET'],
      [false, undefined],
    ])
  }, 20_000)
  await subscription.stop()
  expect(receiver.bytes().includes('ann@example.com')).toBe(false)
}, 60_000)
