import { setTimeout as sleep } from 'node:timers/promises'
import { createRetryBudget, firstAnswer } from '@mymacrotracker/concurrency'
import { ServiceError } from '@mymacrotracker/errors'
import { UnreachableError } from './unreachable.ts'

/** One attempt at a call; `number` counts from 0. The signal cancels it when another attempt has answered. */
export interface Attempt {
  number: number
  signal?: AbortSignal
}

interface RetriedCall<T> {
  idempotent: boolean
  deadlineAt: number
  /** Whether another process may answer while this one hangs. */
  hedged: boolean
  send(attempt: Attempt): Promise<T>
}

export interface RetryPolicy {
  /**
   * Sends a call. An idempotent one is retried when the service was unavailable or unreachable, and hedged when it does not answer
   * for long; any other is retried only when it was certainly never sent.
   */
  run<T>(call: RetriedCall<T>): Promise<T>
}

const MAX_RETRIES = 2
const BASE_MS = 25
/** How long an attempt that lost its connection may still hold its Idempotency-Key. */
const IN_FLIGHT_WAIT_MS = 200
/** A hedge is sent after a third of the time left, within these bounds. */
const HEDGE_MIN_MS = 250
const HEDGE_MAX_MS = 1_000
/** Calls sent again may add a tenth to the load. Of the 30 tokens at the start, retries of refused calls may use 10, hedges all 30. */
const BUDGET = { share: 0.1, burst: 30 }
const HEDGE_RESERVE = 20

/** Retries with full jitter, and hedges, under one budget. Used in one layer only: the gateway's clients. */
export function createRetryPolicy(random: () => number = Math.random): RetryPolicy {
  const budget = createRetryBudget(BUDGET)
  return {
    async run({ idempotent, deadlineAt, hedged, send }) {
      budget.earn()
      let sent = 0
      for (let round = 0; ; round++) {
        try {
          return await (round === 0 && hedged && idempotent
            ? sendHedged(
                deadlineAt,
                () => budget.spend(),
                (attempt) => {
                  sent++
                  return send(attempt)
                },
              )
            : send({ number: sent++ }))
        } catch (error) {
          const waitMs = isInFlight(error) ? IN_FLIGHT_WAIT_MS : random() * BASE_MS * 2 ** round
          if (
            round >= MAX_RETRIES ||
            Date.now() + waitMs >= deadlineAt ||
            !(idempotent ? mayHelp(error, sent) : wasNeverSent(error))
          )
            throw error
          // An unreachable process has done no work, so this retry adds no load.
          if (!(error instanceof UnreachableError) && !budget.spend(HEDGE_RESERVE)) throw error
          await sleep(waitMs)
        }
      }
    },
  }
}

/** A hung process keeps its connections: only the missing answer shows. The first attempt continues, in case it is merely slow. */
async function sendHedged<T>(
  deadlineAt: number,
  mayHedge: () => boolean,
  send: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const leftMs = deadlineAt - Date.now()
  const waitMs = Math.min(HEDGE_MAX_MS, Math.max(HEDGE_MIN_MS, leftMs / 3))
  const end = new AbortController()
  const first = send({ number: 0, signal: end.signal })
  if (leftMs < 2 * waitMs || (await settlesWithin(first, waitMs)) || !mayHedge()) return first
  try {
    const attempts = [first, send({ number: 1, signal: end.signal })]
    return await firstAnswer(attempts, (error) => !mayHelp(error, attempts.length))
  } finally {
    end.abort()
  }
}

async function settlesWithin(call: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const settled = call.then(
    () => true,
    () => true,
  )
  return Promise.race([settled, limit]).finally(() => clearTimeout(timer))
}

function mayHelp(error: unknown, sent: number): boolean {
  if (isInFlight(error)) return sent > 1
  return (
    error instanceof ServiceError &&
    error.kind === 'unavailable' &&
    error.reason !== 'DEADLINE_EXCEEDED' &&
    error.reason !== 'CANCELLED'
  )
}

function wasNeverSent(error: unknown): boolean {
  return error instanceof UnreachableError && !error.wasSent
}

/** The answer to a second attempt while the first is still running. */
function isInFlight(error: unknown): boolean {
  return error instanceof ServiceError && error.reason === 'REQUEST_IN_FLIGHT'
}
