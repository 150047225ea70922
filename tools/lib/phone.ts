import { Agent, request as requestHttp, type IncomingMessage } from 'node:http'
import { Agent as SecureAgent, request as requestHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import { RequestQueue } from './request-queue.ts'

export interface PhoneRequest {
  method: string
  path: string
  body?: unknown
  ifMatch?: string
  /** Idempotency-Key. */
  key?: string
  /** Sends no token. */
  anonymous?: boolean
}

export interface Reply<T = unknown> {
  status: number
  body: T
  etag: string
  retryAfterMs: number
  tookMs: number
}

export interface PhoneOptions {
  /** Load balancers of the API; a phone stays with one until it gets no answer there. */
  urls: readonly string[]
  /** Which of them comes first. */
  first?: number
  giveUpMs?: number
  /** Limits what is sent at once, and backs off from an overloaded server, as docs/phones.md asks of phones. */
  backsOff?: boolean
}

/** One phone of a signed-in person, with its own connections. */
export interface Phone {
  token?: string
  /** Any answer; throws NoReply when there was none. */
  send(request: PhoneRequest): Promise<Reply>
  /** Throws Refused unless the status is 2xx or the expected refusal. */
  call<T = unknown>(
    method: string,
    path: string,
    options?: Omit<PhoneRequest, 'method' | 'path'> & { refusal?: number },
  ): Promise<Reply<T>>
  get<T>(path: string): Promise<T>
  /** Uses the next load balancer from now on. */
  moveOn(): void
}

/** No answer: "timeout", or the code of the system's error. */
export class NoReply extends Error {}

export class Refused extends Error {
  readonly reply: Reply
  constructor(what: string, reply: Reply) {
    super(`${what} answered ${reply.status}`)
    this.reply = reply
  }
}

/** Longer than the gateway ever takes (3 s): giving up earlier would leave the outcome of a write unknown. */
const GIVE_UP_MS = 5000
const KEPT_CONNECTIONS = 2

export function createPhone(given: string | PhoneOptions): Phone {
  const { urls, first = 0, giveUpMs = GIVE_UP_MS, backsOff = false } = optionsOf(given)
  const Connections = urls[0]!.startsWith('https:') ? SecureAgent : Agent
  const agent = new Connections({ keepAlive: true, maxFreeSockets: KEPT_CONNECTIONS })
  const queue = backsOff ? new RequestQueue() : undefined
  let at = first
  const phone: Phone = {
    send(request) {
      const send = () => exchange(urls[at % urls.length]!, request, { agent, giveUpMs, token: phone.token })
      return queue ? queue.run(send, overloadOf) : send()
    },
    async call<T>(
      method: string,
      path: string,
      { refusal, ...options }: Omit<PhoneRequest, 'method' | 'path'> & { refusal?: number } = {},
    ) {
      const reply = await phone.send({ method, path, ...options })
      if (reply.status !== refusal && reply.status >= 300) throw new Refused(`${method} ${path}`, reply)
      return reply as Reply<T>
    },
    get: async <T>(path: string) => (await phone.call<T>('GET', path)).body,
    moveOn() {
      at++
    },
  }
  return phone
}

const optionsOf = (given: string | PhoneOptions): PhoneOptions =>
  typeof given === 'string' ? { urls: [given] } : given

/** The stable code of a problem; empty when a proxy answered. */
export function codeOf({ body }: Reply): string {
  return (body as { code?: string } | undefined)?.code ?? ''
}

function overloadOf(reply: Reply | undefined): { retryAfterMs: number } | undefined {
  if (!reply) return { retryAfterMs: 0 }
  return codeOf(reply) === 'OVERLOADED' ? reply : undefined
}

interface Connection {
  agent: Agent
  giveUpMs: number
  token: string | undefined
}

function exchange(
  url: string,
  { method, path, body, ifMatch, key, anonymous }: PhoneRequest,
  { agent, giveUpMs, token }: Connection,
): Promise<Reply> {
  const sent = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    accept: 'application/json',
    ...(sent !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(sent),
    }),
    ...(token && !anonymous && { authorization: `Bearer ${token}` }),
    ...(ifMatch && { 'if-match': ifMatch }),
    ...(key && { 'idempotency-key': key }),
  }
  const startedAt = performance.now()
  const open = url.startsWith('https:') ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const request = open(`${url}${path}`, { agent, method, headers, signal: AbortSignal.timeout(giveUpMs) })
    const fail = (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ABORT_ERR' ? 'timeout' : (error.code ?? error.message)
      reject(new NoReply(request.reusedSocket ? `${why} on a kept connection` : why))
    }
    request
      .on('error', fail)
      .on('response', (response: IncomingMessage) => {
        text(response).then(
          (received) =>
            resolve({
              status: response.statusCode!,
              body: parsed(received),
              etag: response.headers.etag ?? '',
              retryAfterMs: Number(response.headers['retry-after'] ?? 0) * 1000,
              tookMs: performance.now() - startedAt,
            }),
          fail,
        )
      })
      .end(sent)
  })
}

/** A proxy between phone and gateway may answer in HTML. */
function parsed(received: string): unknown {
  try {
    return received === '' ? undefined : JSON.parse(received)
  } catch {
    return received
  }
}
