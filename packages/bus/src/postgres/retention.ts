import type { DirectConnection, Pool } from '@mymacrotracker/database'
import type { Logger } from '@mymacrotracker/telemetry'
import { PARTITIONS } from '../bus.ts'

interface RetentionOptions {
  pool: Pool
  direct: DirectConnection
  logger: Logger
  days: number
  isCompacted(topic: string): boolean
}

const EVERY_MS = 3_600_000
const BATCH = 5000

// One partition at a time, to bound the statement.
const COMPACT = `
  with latest as (select key, max("offset") as "offset" from messages where topic = $1 and partition = $2 group by key)
  delete from messages m using latest where m.topic = $1 and m.partition = $2 and m.key = latest.key and m."offset" < latest."offset"`

/**
 * Deletes messages older than `days`, hourly and in one process of all. Of compacted topics it deletes instead whatever a later
 * message of the same key replaces.
 */
export function startRetention(options: RetentionOptions): { sweep(): Promise<void>; stop(): void } {
  const { direct, logger } = options
  const sweep = async () => {
    if (!(await direct.tryLock('bus/retention'))) return
    try {
      await sweepMessages(options)
    } finally {
      await direct.unlock('bus/retention')
    }
  }
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => logger.warn({ err: error }, 'old messages could not be deleted'))
  }, EVERY_MS)
  timer.unref()
  return { sweep, stop: () => clearInterval(timer) }
}

async function sweepMessages({ pool, days, isCompacted }: RetentionOptions): Promise<void> {
  const { rows } = await pool.query<{ topic: string }>('select distinct topic from partitions')
  const compacted = rows.map(({ topic }) => topic).filter(isCompacted)
  for (const topic of compacted) {
    for (let partition = 0; partition < PARTITIONS; partition++) await pool.query(COMPACT, [topic, partition])
  }
  for (let deleted = BATCH; deleted === BATCH;) {
    const { rowCount } = await pool.query(
      `delete from messages where ctid = any(array(select ctid from messages where published_at < now() - make_interval(days => $1) and topic <> all($2::text[]) limit ${BATCH}))`,
      [days, compacted],
    )
    deleted = rowCount ?? 0
  }
}
