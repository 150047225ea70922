import { setTimeout as sleep } from 'node:timers/promises'
import { isAway } from '@mymacrotracker/errors'
import pg from 'pg'
import { noAnswer } from './connect-within.ts'
import { streamOf } from './library-internals.ts'
import { stallSafeTimer } from './stall-safe-timer.ts'

/** What is known of a primary. It is probed only after something has failed, on a connection of its own. */
export interface PrimaryWatch {
  /** "suspected" from a failure to the first answer; "away" when none came, or a standby answered. */
  readonly state: 'there' | 'suspected' | 'away'
  /** Something failed as it does while the primary is away, or the primary is slow. */
  suspect(sign?: 'failed' | 'slow'): void
  /** Resolves once a suspicion is confirmed or not. */
  verdict(): Promise<void>
  stop(): void
}

interface WatchOptions {
  url: string
  onSuspect(): void
  /** Called when it is found to be away, and when it is back. */
  onChange(isAway: boolean): void
}

/** A slow primary that has just answered is not probed again for this long: a busy one would be probed all the time. */
const SLOW_AGAIN_AFTER_MS = 1000
/** How long a suspected primary may take to accept a connection and answer before work under way on others is abandoned. */
const VERDICT_MS = 2000
/** The same for one that is away, and the pause between two probes: its return is noticed within about their sum. */
const RETURN_MS = 1000
const PROBE_EVERY_MS = 250

export function watchPrimary({ url, onSuspect, onChange }: WatchOptions): PrimaryWatch {
  let state: PrimaryWatch['state'] = 'there'
  let firstAnswer = Promise.resolve()
  let answeredAt = -Infinity
  const stopping = new AbortController()

  const ask = async (limitMs: number) => {
    const wasAway = state === 'away'
    state = stopping.signal.aborted || (await isPrimary(url, limitMs)) ? 'there' : 'away'
    if (state === 'there') answeredAt = performance.now()
    if (wasAway !== (state === 'away') && !stopping.signal.aborted) onChange(!wasAway)
  }
  const askUntilThere = async () => {
    while (state === 'away') {
      await sleep(PROBE_EVERY_MS, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined)
      await ask(RETURN_MS)
    }
  }
  return {
    get state() {
      return state
    },
    suspect(sign = 'failed') {
      if (state !== 'there' || stopping.signal.aborted) return
      if (sign === 'slow' && performance.now() - answeredAt < SLOW_AGAIN_AFTER_MS) return
      state = 'suspected'
      onSuspect()
      firstAnswer = ask(VERDICT_MS)
      void firstAnswer.then(askUntilThere)
    },
    verdict: () => firstAnswer,
    stop: () => stopping.abort(),
  }
}

async function isPrimary(url: string, limitMs: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: 'mymacrotracker-probe' })
  client.on('error', () => undefined)
  const stop = stallSafeTimer(limitMs, () => streamOf(client).destroy(noAnswer(limitMs)))
  try {
    await client.connect()
    const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
    void client.end()
    return !rows[0]!.standby
  } catch (error) {
    streamOf(client).destroy()
    // One that has no free connection, or refuses the password, is still there.
    return !isAway(error)
  } finally {
    stop()
  }
}
