import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { eventually, startHouse, type House } from '../harness.ts'
import { expectWholeLine, personWithTarget, writeEntry } from './diary-trace.ts'
import { startReceiver, type OtlpReceiver } from './otlp-receiver.ts'

const SERVER = 2
const CONSUMER = 5

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

test('an entry is one trace from the phone to the last consumer, each step below the one that caused it', async () => {
  const ann = await personWithTarget(house)
  const traceId = await writeEntry(house, ann, { meal: 'lunch', name: 'Shake', nutrients: { proteinG: 60 } })
  const trace = await expectWholeLine(receiver.spans, traceId)

  const span = (service: string, kind: number) =>
    trace.find((each) => each.service === service && each.kind === kind)!
  expect(span('gateway', SERVER).attributes).toEqual({
    'http.request.method': 'POST',
    'http.route': '/v1/diary/entries',
    'http.response.status_code': 201,
  })
  expect(span('events', SERVER).attributes).toEqual({
    'rpc.system.name': 'grpc',
    'rpc.method': 'mymacrotracker.events.v1.DiaryService/RecordEntry',
    'rpc.status_code': 'OK',
  })
  expect(span('notifier', CONSUMER).attributes).toEqual({
    'messaging.system.name': 'postgres',
    'messaging.destination.name': 'mymacrotracker.recommender.progress.v1',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.consumer.group.name': 'notifier.on-progress',
    'messaging.batch.message_count': 1,
  })
}, 60_000)

test('a refused request names its code; what the caller did wrong is no fault of the service', async () => {
  const bob = await house.person()
  const answer = await fetch(`${house.url}/v1/diary/entries/019a0000-0000-7000-8000-000000000000`, {
    headers: { authorization: `Bearer ${bob.token}` },
  })
  expect(answer.status).toBe(404)
  await eventually(() => {
    const trace = receiver.spans.filter(({ traceId }) => traceId === answer.headers.get('x-request-id'))
    expect(trace.map(({ service, kind, failed }) => [service, kind, failed])).toEqual(
      expect.arrayContaining([
        ['gateway', SERVER, false],
        ['gateway', 3, true],
        ['events', SERVER, false],
      ]),
    )
    expect(trace.map(({ attributes }) => attributes['http.route'] ?? attributes['rpc.status_code'])).toEqual(
      expect.arrayContaining(['/v1/diary/entries/{id}', 'NOT_FOUND']),
    )
  })
}, 60_000)

test('whether a trace is kept is decided at the edge, whatever the phone says', async () => {
  const carol = await house.person()
  const traceId = 'c'.repeat(32)
  const answer = await fetch(`${house.url}/v1/profile`, {
    headers: { authorization: `Bearer ${carol.token}`, traceparent: `00-${traceId}-${'d'.repeat(16)}-00` },
  })
  expect(answer.headers.get('traceparent')).toMatch(/^00-c{32}-[0-9a-f]{16}-01$/)
  const quiet = await startHouse({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, TRACE_SHARE: '0' },
  })
  const dora = await quiet.person()
  const unkept = await fetch(`${quiet.url}/v1/profile`, {
    headers: {
      authorization: `Bearer ${dora.token}`,
      traceparent: `00-${'e'.repeat(32)}-${'d'.repeat(16)}-01`,
    },
  })
  await quiet.stop()
  expect(unkept.headers.get('traceparent')).toMatch(/^00-e{32}-[0-9a-f]{16}-00$/)
  expect(receiver.spans.filter((span) => span.traceId === 'e'.repeat(32))).toEqual([])
}, 60_000)
