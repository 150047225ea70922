import { setTimeout as sleep } from 'node:timers/promises'
import { classifyFailure, sqlStateOf } from '@mymacrotracker/errors'
import type { Logger } from '@mymacrotracker/telemetry'

const AGAIN_MS = 500
const TELL_EVERY_MS = 5000
/** What a database answers before its migrations have run: no such role, database, schema or table, or no right to it yet. */
const NOT_YET = new Set(['28P01', '3D000', '3F000', '42P01', '42501'])

/** Waits for what a process stands on, so that processes may start in any order. Throws what does not pass by itself. */
export async function untilThere<T>(what: string, attempt: () => Promise<T>, logger: Logger): Promise<T> {
  for (let toldAtMs = 0; ;) {
    try {
      return await attempt()
    } catch (error) {
      if (classifyFailure(error) !== 'transient' && !NOT_YET.has(sqlStateOf(error) ?? '')) throw error
      if (Date.now() - toldAtMs >= TELL_EVERY_MS) {
        toldAtMs = Date.now()
        logger.warn({ err: error }, `waiting for ${what}`)
      }
      await sleep(AGAIN_MS)
    }
  }
}
