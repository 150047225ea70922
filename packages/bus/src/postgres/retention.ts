import type { DirectConnection, Pool } from '@mymacrotracker/database'
import type { Logger } from '@mymacrotracker/telemetry'

const EVERY_MS = 3_600_000
const BATCH = 5000

/** Deletes messages older than `days`, hourly, in one process of all. Personal topics keep no longer memory. */
export function startRetention({ pool, direct, logger, days }: { pool: Pool; direct: DirectConnection; logger: Logger; days: number }): { stop(): void } {
  const sweep = async () => {
    if (!(await direct.tryLock('bus/retention'))) return
    for (let deleted = BATCH; deleted === BATCH;) {
      const { rowCount } = await pool.query(`delete from messages where ctid = any(array(select ctid from messages where published_at < now() - make_interval(days => $1) limit ${BATCH}))`, [days])
      deleted = rowCount ?? 0
    }
    await direct.unlock('bus/retention')
  }
  const timer = setInterval(() => { sweep().catch((error: unknown) => logger.warn({ err: error }, 'old messages could not be deleted')) }, EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
