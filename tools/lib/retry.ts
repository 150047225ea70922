import { setTimeout as sleep } from 'node:timers/promises'
import { NoReply, codeOf, type Phone, type PhoneRequest, type Reply } from './phone.ts'

/** How a request went: at the first attempt, and in the end. */
export interface Outcome {
  ok: boolean
  okAtOnce: boolean
  firstFault: string
  fault: string
  reply?: Reply
}

export interface RetryOptions {
  /** How long after the first attempt another one may start; 0 for none. */
  forMs: number
  accepts(status: number, isRetry: boolean): boolean
  /** Which answers are worth another attempt; by default those that may change by themselves. */
  isTransient?(reply: Reply): boolean
  /** Before the attempt after so many. */
  pauseMs?(attempts: number): number
  onRetry?(): void
}

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 4000

/** As a phone does: the same content and key again, at random and ever rarer moments. */
export async function retry(
  phone: Phone,
  request: PhoneRequest,
  { forMs, accepts, isTransient = mayPass, pauseMs = rarer, onRetry }: RetryOptions,
): Promise<Outcome> {
  const startedAt = performance.now()
  let firstFault = ''
  for (let attempts = 1; ; attempts++) {
    const { fault, reply } = await attempt(phone, request, (status) => accepts(status, attempts > 1))
    if (attempts === 1) firstFault = fault
    const waitMs = Math.max(reply?.retryAfterMs ?? 0, pauseMs(attempts))
    const isLate = performance.now() - startedAt + waitMs > forMs
    if (fault === '' || (reply && !isTransient(reply)) || isLate)
      return { ok: fault === '', okAtOnce: firstFault === '', firstFault, fault, ...(reply && { reply }) }
    onRetry?.()
    await sleep(waitMs)
  }
}

async function attempt(
  phone: Phone,
  request: PhoneRequest,
  accepts: (status: number) => boolean,
): Promise<{ fault: string; reply?: Reply }> {
  try {
    const reply = await phone.send(request)
    return { fault: accepts(reply.status) ? '' : `${reply.status} ${codeOf(reply)}`.trim(), reply }
  } catch (error) {
    if (!(error instanceof NoReply)) throw error
    phone.moveOn()
    return { fault: error.message }
  }
}

const rarer = (attempts: number) => Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts)
const mayPass = (reply: Reply) =>
  reply.status >= 500 || reply.status === 429 || codeOf(reply) === 'REQUEST_IN_FLIGHT'
