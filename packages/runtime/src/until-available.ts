import { setTimeout as sleep } from 'node:timers/promises'
import { classifyFailure, sqlStateOf } from '@mymacrotracker/errors'
import type { Logger } from '@mymacrotracker/telemetry'

const RETRY_MS = 500
const LOG_EVERY_MS = 5000
/** Errors of a database whose migrations have not run: no such role, database, schema or table, or no right to it yet. */
const NOT_YET = new Set(['28P01', '3D000', '3F000', '42P01', '42501'])

/** Waits for what a process depends on, so that processes may start in any order. Throws failures that are not transient. */
export async function untilAvailable<T>(what: string, attempt: () => Promise<T>, logger: Logger): Promise<T> {
  for (let loggedAtMs = 0; ;) {
    try {
      return await attempt()
    } catch (error) {
      if (classifyFailure(error) !== 'transient' && !NOT_YET.has(sqlStateOf(error) ?? '')) throw error
      if (Date.now() - loggedAtMs >= LOG_EVERY_MS) {
        loggedAtMs = Date.now()
        logger.warn({ err: error }, `waiting for ${what}`)
      }
      await sleep(RETRY_MS)
    }
  }
}
