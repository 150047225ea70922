import { IDEMPOTENCY_DAYS, type Pool } from '@mymacrotracker/database'

/** Longer than the bus keeps messages (7 days), so that anything that can be replayed is recognised. */
const INBOX_DAYS = 14
/** Rows a statement deletes: few enough for the pool's timeout, however large the table. */
const BATCH = 5000

/** Deletes inbox rows and stored answers that are no longer needed. */
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
