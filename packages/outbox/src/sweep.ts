import { IDEMPOTENCY_DAYS, type Pool } from '@mymacrotracker/database'

/** Longer than the bus keeps messages (7 days), so that whatever can be replayed is known. */
const INBOX_DAYS = 14
/** Rows a statement deletes: few enough for the pool's timeout, however long the table. */
const BATCH = 5000

/** Forgets inbox rows and stored answers that can no longer matter. */
export async function sweepMessaging(pool: Pool, signal?: AbortSignal): Promise<void> {
  await deleteOld({ pool, table: 'inbox', column: 'received_at', days: INBOX_DAYS, signal })
  await deleteOld({ pool, table: 'idempotency_keys', column: 'created_at', days: IDEMPOTENCY_DAYS, signal })
}

async function deleteOld({
  pool,
  table,
  column,
  days,
  signal,
}: {
  pool: Pool
  table: string
  column: string
  days: number
  signal: AbortSignal | undefined
}): Promise<void> {
  for (let deleted = BATCH; deleted === BATCH && !signal?.aborted;) {
    const { rowCount } = await pool.query(
      `delete from ${table} where ctid = any(array(select ctid from ${table} where ${column} < now() - make_interval(days => $1) limit ${BATCH}))`,
      [days],
    )
    deleted = rowCount ?? 0
  }
}
