import { setTimeout as sleep } from 'node:timers/promises'
import { NoReply, codeOf, type Phone, type Question, type Reply } from './phone.ts'

/** How a request went: by its first try, and in the end. */
export interface Outcome {
  ok: boolean
  okAtOnce: boolean
  tries: number
  firstFault: string
  fault: string
  tookMs: number
  reply?: Reply
}

export interface Patience {
  /** How long after the first try another one is made; 0 for none. */
  forMs: number
  accepts(status: number, isRetry: boolean): boolean
}

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 4000

/** As a phone does: again with the same content and key, at random moments that get rarer. */
export async function insist(
  phone: Phone,
  question: Question,
  { forMs, accepts }: Patience,
): Promise<Outcome> {
  const startedAt = performance.now()
  let firstFault = ''
  for (let tries = 1; ; tries++) {
    const { fault, reply } = await attempt(phone, question, (status) => accepts(status, tries > 1))
    if (tries === 1) firstFault = fault
    const tookMs = performance.now() - startedAt
    const pauseMs = Math.max(
      reply?.retryAfterMs ?? 0,
      Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries),
    )
    if (fault === '' || !isWorthAnother(reply) || tookMs + pauseMs > forMs)
      return {
        ok: fault === '',
        okAtOnce: firstFault === '',
        tries,
        firstFault,
        fault,
        tookMs,
        ...(reply && { reply }),
      }
    await sleep(pauseMs)
  }
}

async function attempt(
  phone: Phone,
  question: Question,
  accepts: (status: number) => boolean,
): Promise<{ fault: string; reply?: Reply }> {
  try {
    const reply = await phone.ask(question)
    return { fault: accepts(reply.status) ? '' : `${reply.status} ${codeOf(reply)}`.trim(), reply }
  } catch (error) {
    if (!(error instanceof NoReply)) throw error
    phone.moveOn()
    return { fault: error.message }
  }
}

function isWorthAnother(reply: Reply | undefined): boolean {
  return (
    reply === undefined ||
    reply.status >= 500 ||
    reply.status === 429 ||
    codeOf(reply) === 'REQUEST_IN_FLIGHT'
  )
}
