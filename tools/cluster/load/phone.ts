import { Agent, request } from 'node:http'
import { Turnstile, type Ending } from './turnstile.ts'

export interface Question {
  method: string
  path: string
  body?: unknown
  token?: string
  /** Idempotency-Key. */ key?: string
}
export interface Reply {
  status: number
  body: unknown
  retryAfterMs: number
}

/** One phone: connections of its own that it keeps, and a load balancer it talks to until that one fails it. */
export interface Phone {
  /** Throws NoReply when nothing came back. */
  ask(question: Question): Promise<Reply>
  /** The next address, as a phone does whose first one gave no answer. */
  moveOn(): void
  close(): void
}

/** Why there was no reply: "timeout", or the system's word for it. */
export class NoReply extends Error {}

/** Longer than the gateway ever takes (3 s): who gives up earlier never learns what became of a write. */
const GIVE_UP_MS = 5000
const KEPT_CONNECTIONS = 2

export function createPhone(urls: readonly string[], first: number): Phone {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: KEPT_CONNECTIONS })
  const turnstile = new Turnstile()
  let at = first
  return {
    ask: (question) => turnstile.pass(() => ask(agent, urls[at % urls.length]!, question), endingOf),
    moveOn() {
      at++
    },
    close: () => agent.destroy(),
  }
}

function endingOf(reply: Reply | undefined): Ending {
  if (!reply) return { overloaded: true, retryAfterMs: 0 }
  return codeOf(reply) === 'OVERLOADED'
    ? { overloaded: true, retryAfterMs: reply.retryAfterMs }
    : { overloaded: false }
}

/** The stable reason of a problem; empty when something in between answered. */
export function codeOf({ body }: Reply): string {
  return (body as { code?: string } | undefined)?.code ?? ''
}

function ask(agent: Agent, url: string, { method, path, body, token, key }: Question): Promise<Reply> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    accept: 'application/json',
    ...(text !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    }),
    ...(token && { authorization: `Bearer ${token}` }),
    ...(key && { 'idempotency-key': key }),
  }
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}${path}`,
      { agent, method, headers, signal: AbortSignal.timeout(GIVE_UP_MS) },
      (response) => {
        const chunks: Buffer[] = []
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('error', fail)
          .on('end', () => {
            const retryAfterMs = Number(response.headers['retry-after'] ?? 0) * 1000
            resolve({
              status: response.statusCode!,
              body: parsed(Buffer.concat(chunks).toString()),
              retryAfterMs,
            })
          })
      },
    )
    function fail(error: NodeJS.ErrnoException) {
      const why = error.code === 'ABORT_ERR' ? 'timeout' : (error.code ?? error.message)
      reject(new NoReply(sent.reusedSocket ? `${why} on a kept connection` : why))
    }
    sent.on('error', fail).end(text)
  })
}

/** What stands between phone and gateway may answer in HTML. */
function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}
