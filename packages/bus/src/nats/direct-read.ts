import { randomUUID } from 'node:crypto'
import { UnavailableError } from '@mymacrotracker/errors'
import { createInbox, type Msg } from '@nats-io/transport-node'
import { REQUEST_LIMIT_MS, type Link } from './link.ts'

/** A message as a stream holds it. */
export interface StoredMessage {
  subject: string
  sequence: number
  storedAt: Date
  header(name: string): string
  headers: Iterable<[string, string[]]>
  body: Uint8Array
}

export type DirectQuery =
  | { next_by_subj: string; seq: number; batch: number; max_bytes?: number }
  | { next_by_subj: string; start_time: string; batch: number; max_bytes?: number }
  | { multi_last: string[] }

/** `pending` counts what follows; `isWhole` is false when part of the answer was lost. */
interface DirectAnswer {
  messages: StoredMessage[]
  pending: number
  isWhole: boolean
}
export type DirectRead = (stream: string, query: DirectQuery) => Promise<DirectAnswer>

/** No replica answers: the stream does not exist, or none of its servers is up. */
export class NoResponders extends UnavailableError {
  constructor() {
    super('BUS_AWAY', 'NATS does not answer: no such stream at the moment')
  }
}

const END_OF_BATCH = 204
const NO_RESPONDERS = 503
const NOTHING_FOUND = 404
const MAX_BYTES = 4 * 1024 * 1024

/**
 * Reads several messages by one request, which any replica may answer: the answer is a prefix of the stream, perhaps a little old.
 * Each message names the one before it, so an answer with a gap ends before the gap.
 */
export function createDirectRead(link: Link): DirectRead {
  const inbox = createInbox()
  const waiting = new Map<string, { onMessage(message: Msg): void; fail(why: string): void }>()
  link.connection.subscribe(`${inbox}.*`, {
    callback: (error, message) => {
      if (!error) waiting.get(message.subject)?.onMessage(message)
    },
  })
  // Requests of the previous connection are not answered on this one.
  link.onReconnected(() => {
    for (const { fail } of [...waiting.values()]) fail('the connection was lost')
  })
  return (stream, query) =>
    new Promise((resolve, reject) => {
      const reply = `${inbox}.${randomUUID()}`
      const messages: StoredMessage[] = []
      let hasGap = false
      const end = (settle: () => void) => {
        clearTimeout(timer)
        waiting.delete(reply)
        settle()
      }
      const fail = (why: string) =>
        end(() => reject(new UnavailableError('BUS_AWAY', `NATS does not answer: ${why}`)))
      const timer = setTimeout(() => fail('a batch did not end'), REQUEST_LIMIT_MS)
      if (!link.isConnected()) return fail('not connected')
      const onMessage = (message: Msg) => {
        const code = message.headers?.code ?? 0
        const before = Number(message.headers?.last('Nats-Last-Sequence') ?? 0)
        if (before !== (messages.at(-1)?.sequence ?? 0)) hasGap = true
        if (code === NOTHING_FOUND) end(() => resolve({ messages: [], pending: 0, isWhole: true }))
        else if (code === END_OF_BATCH)
          end(() =>
            resolve({
              messages,
              pending: Number(message.headers!.last('Nats-Num-Pending')),
              isWhole: !hasGap,
            }),
          )
        else if (code === NO_RESPONDERS) end(() => reject(new NoResponders()))
        else if (code !== 0) fail(message.headers!.status)
        else if (!hasGap) messages.push(storedOf(message))
      }
      waiting.set(reply, { onMessage, fail })
      link.connection.publish(
        `$JS.API.DIRECT.GET.${stream}`,
        JSON.stringify({ max_bytes: MAX_BYTES, ...query }),
        { reply },
      )
      return undefined
    })
}

function storedOf({ headers, data }: Msg): StoredMessage {
  return {
    subject: headers!.last('Nats-Subject'),
    sequence: Number(headers!.last('Nats-Sequence')),
    storedAt: new Date(headers!.last('Nats-Time-Stamp')),
    header: (name) => headers!.get(name),
    headers: headers!,
    body: data,
  }
}
