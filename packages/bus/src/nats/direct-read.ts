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

/** `pending` counts what follows; `isWhole` is false when something of the answer was lost on the way. */
interface DirectAnswer {
  messages: StoredMessage[]
  pending: number
  isWhole: boolean
}
export type DirectRead = (stream: string, query: DirectQuery) => Promise<DirectAnswer>

/** No replica of the stream: it is not there, or none of its servers is. */
export class NobodyAnswers extends UnavailableError {
  constructor() {
    super('BUS_AWAY', 'NATS does not answer: no such stream at the moment')
  }
}

const END_OF_BATCH = 204
const NO_RESPONDERS = 503
const NOTHING_FOUND = 404
const MAX_BYTES = 4 * 1024 * 1024

/**
 * Reads several messages by one request, which any replica answers: what it tells is a beginning of the truth, perhaps a
 * little old. Each message names the one before it, so an answer with a hole ends before the hole.
 */
export function createDirectRead(link: Link): DirectRead {
  const inbox = createInbox()
  const waiting = new Map<string, { hear(message: Msg): void; fail(why: string): void }>()
  link.connection.subscribe(`${inbox}.*`, {
    callback: (error, message) => {
      if (!error) waiting.get(message.subject)?.hear(message)
    },
  })
  // What was asked on the connection before will not be answered on this one.
  link.onReconnected(() => {
    for (const { fail } of [...waiting.values()]) fail('the connection was lost')
  })
  return (stream, query) =>
    new Promise((resolve, reject) => {
      const reply = `${inbox}.${randomUUID()}`
      const messages: StoredMessage[] = []
      let hasHole = false
      const end = (settle: () => void) => {
        clearTimeout(timer)
        waiting.delete(reply)
        settle()
      }
      const fail = (why: string) =>
        end(() => reject(new UnavailableError('BUS_AWAY', `NATS does not answer: ${why}`)))
      const timer = setTimeout(() => fail('no end of a batch'), REQUEST_LIMIT_MS)
      if (!link.isConnected()) return fail('not connected')
      const hear = (message: Msg) => {
        const code = message.headers?.code ?? 0
        const before = Number(message.headers?.last('Nats-Last-Sequence') ?? 0)
        if (before !== (messages.at(-1)?.sequence ?? 0)) hasHole = true
        if (code === NOTHING_FOUND) end(() => resolve({ messages: [], pending: 0, isWhole: true }))
        else if (code === END_OF_BATCH)
          end(() =>
            resolve({
              messages,
              pending: Number(message.headers!.last('Nats-Num-Pending')),
              isWhole: !hasHole,
            }),
          )
        else if (code === NO_RESPONDERS) end(() => reject(new NobodyAnswers()))
        else if (code !== 0) fail(message.headers!.status)
        else if (!hasHole) messages.push(storedOf(message))
      }
      waiting.set(reply, { hear, fail })
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
