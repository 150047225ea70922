import { headers, type MsgHdrs } from '@nats-io/transport-node'
import type { BusMessage, DeliveredMessage } from '../bus.ts'

const KEY = 'mmt-key'
const EVENT_ID = 'mmt-event-id'
/** Prefixes of the server's headers and ours: another header that starts with one would be taken for it. */
const RESERVED = /^(nats-|mmt-)/i

interface Stored {
  headers: Iterable<[string, string[]]>
  header(name: string): string
  body: Uint8Array
}

/** Headers for NATS: percent-encoded as in CloudEvents, as a header is a line of ASCII. */
export function packHeaders({ key, eventId, headers: given }: BusMessage): MsgHdrs {
  const packed = headers()
  packed.set(KEY, encode(key))
  packed.set(EVENT_ID, eventId)
  for (const [name, value] of Object.entries(given)) packed.set(encodeName(name), encode(value))
  return packed
}

export function unpack(
  topic: string,
  { partition, offset }: { partition: number; offset: bigint },
  stored: Stored,
): DeliveredMessage {
  const unpacked: Record<string, string> = {}
  for (const [name, values] of stored.headers)
    if (!RESERVED.test(name)) unpacked[decode(name)] = decode(values[0] ?? '')
  return {
    topic,
    partition,
    offset,
    key: decode(stored.header(KEY)),
    eventId: stored.header(EVENT_ID),
    headers: unpacked,
    body: stored.body,
  }
}

function encode(text: string): string {
  return text.toWellFormed().replaceAll(/[^!-~]|["%]/gu, encodeURIComponent)
}

function encodeName(name: string): string {
  const encoded = encode(name).replaceAll(':', '%3A')
  return RESERVED.test(encoded) ? `%${encoded.charCodeAt(0).toString(16)}${encoded.slice(1)}` : encoded
}

/** Text of another producer that is not percent-encoded is returned as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
