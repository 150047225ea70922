import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedSpan {
  /** service.name of its resource: the module. */
  service: string
  traceId: string
  spanId: string
  parentId: string
  name: string
  kind: number
  attributes: Record<string, string | number>
  links: string[]
  failed: boolean
}

export interface OtlpReceiver {
  endpoint: string
  spans: ReceivedSpan[]
  /** All that came, as it came. */
  bytes(): Buffer
  close(): Promise<void>
}

/** A receiver of OTLP over HTTP that keeps what it is sent. */
export async function startReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = []
  const bodies: Buffer[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    bodies.push(body)
    if (request.url === '/v1/traces' && request.headers['content-type'] === 'application/x-protobuf')
      spans.push(...spansOf(body))
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bytes: () => Buffer.concat(bodies),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

// Field numbers of opentelemetry/proto/trace/v1/trace.proto.
function spansOf(request: Buffer): ReceivedSpan[] {
  return all(request, 1).flatMap((resourceSpans) => {
    const service = String(attributesOf(all(one(resourceSpans, 1), 1))['service.name'])
    return all(resourceSpans, 2)
      .flatMap((scopeSpans) => all(scopeSpans, 2))
      .map((span) => ({
        service,
        traceId: one(span, 1).toString('hex'),
        spanId: one(span, 2).toString('hex'),
        parentId: one(span, 4).toString('hex'),
        name: one(span, 5).toString(),
        kind: numberOf(span, 6),
        attributes: attributesOf(all(span, 9)),
        links: all(span, 13).map((link) => one(link, 1).toString('hex')),
        failed: numberOf(one(span, 15), 3) === 2,
      }))
  })
}

function attributesOf(pairs: readonly Buffer[]): Record<string, string | number> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const value = one(pair, 2)
      const text = all(value, 1)[0]
      return [one(pair, 1).toString(), text ? text.toString() : numberOf(value, 3)]
    }),
  )
}

const all = (message: Buffer, field: number): Buffer[] =>
  fieldsOf(message).flatMap(([number, value]) => (number === field && Buffer.isBuffer(value) ? [value] : []))
const one = (message: Buffer, field: number): Buffer => all(message, field)[0] ?? Buffer.alloc(0)
const numberOf = (message: Buffer, field: number): number =>
  (fieldsOf(message).find(
    ([number, value]) => number === field && typeof value === 'number',
  )?.[1] as number) ?? 0

/** The protobuf wire format: a tag of field number and wire type, then the value. */
function fieldsOf(message: Buffer): [number, Buffer | number][] {
  const fields: [number, Buffer | number][] = []
  let at = 0
  const varint = () => {
    let value = 0
    for (let weight = 1; ; weight *= 128) {
      const byte = message[at++]!
      value += (byte & 127) * weight
      if (byte < 128) return value
    }
  }
  while (at < message.length) {
    const tag = varint()
    const type = tag & 7
    if (type === 0) fields.push([tag >>> 3, varint()])
    else {
      const length = type === 2 ? varint() : type === 1 ? 8 : 4
      fields.push([tag >>> 3, message.subarray(at, (at += length))])
    }
  }
  return fields
}
