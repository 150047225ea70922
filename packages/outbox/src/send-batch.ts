import type { Bus, BusMessage } from '@mymacrotracker/bus'
import type { Pool } from '@mymacrotracker/database'
import { classifyFailure } from '@mymacrotracker/errors'
import { traceFields, type Logger, type Metrics } from '@mymacrotracker/telemetry'

export interface SendOptions {
  service: string
  pool: Pool
  bus: Bus
  logger: Logger
  metrics: Metrics
}

interface OutboxRow {
  id: bigint
  event_id: string
  topic: string
  key: string
  headers: Record<string, string>
  body: Buffer
}

const BATCH = 500
const KEY_BACKOFF_MS = 5000

/**
 * A row's number never serves as a cursor, because a slow transaction commits a lower one late. What is still in the table is
 * what has not been sent.
 */
const NEXT =
  'select id, event_id, topic, key, headers, body from outbox where shard = any($1::smallint[]) and key <> all($2::text[]) order by id limit $3'

/** Publishes the oldest facts of some shards. A key whose fact cannot be published waits by itself. */
export function createBatchSender({ service, pool, bus, logger, metrics }: SendOptions) {
  const failing = new Map<string, number>()

  const send = async (rows: readonly OutboxRow[]) => {
    await bus.publish(rows.map(messageOf))
    await pool.query({
      name: 'outbox-sent',
      text: 'delete from outbox where id = any($1::bigint[])',
      values: [rows.map((row) => String(row.id))],
    })
    metrics.outboxPublished.inc({ service }, rows.length)
  }
  /** Sends what it can of a key, in order; its first failure delays the rest of the key. */
  const sendKey = async (key: string, run: readonly OutboxRow[]) => {
    for (const row of run) {
      try {
        await send([row])
      } catch (error) {
        failing.set(key, Date.now() + KEY_BACKOFF_MS)
        logger.error(
          { err: error, service, eventId: row.event_id, ...traceFields(row.headers['traceparent']) },
          'a fact cannot be published: its key waits',
        )
        return
      }
    }
  }

  return {
    /** `isEmpty`: nothing is left to send, not even for a key that waits. */
    async sendNext(shards: readonly number[]): Promise<{ sent: boolean; isEmpty: boolean }> {
      for (const [key, until] of failing) if (until <= Date.now()) failing.delete(key)
      const { rows } = await pool.query<OutboxRow>({
        name: 'outbox-next',
        text: NEXT,
        values: [shards, [...failing.keys()], BATCH],
      })
      if (rows.length === 0) return { sent: false, isEmpty: failing.size === 0 }
      try {
        await send(rows)
      } catch (error) {
        if (classifyFailure(error) === 'transient') throw error
        for (const [key, run] of Map.groupBy(rows, (row) => row.key)) await sendKey(key, run)
      }
      return { sent: true, isEmpty: false }
    },
  }
}

function messageOf(row: OutboxRow): BusMessage {
  return { topic: row.topic, key: row.key, eventId: row.event_id, headers: row.headers, body: row.body }
}
