import { setTimeout as sleep } from 'node:timers/promises'
import type { Bus, BusMessage } from '@mymacrotracker/bus'
import type { DirectConnection, Pool } from '@mymacrotracker/database'
import { classifyFailure } from '@mymacrotracker/errors'
import { traceFields, type LoadGauge, type Logger, type Metrics } from '@mymacrotracker/telemetry'

/** Carries a service's outbox to the bus, in order per key. */
export interface Relay {
  /** Says that something was appended; other processes of the service are told as well. */
  wake(): void
  /** Resolves when the outbox is empty or `deadlineMs` have passed. */
  drain(deadlineMs: number): Promise<void>
  stop(): Promise<void>
}

interface RelayOptions {
  service: string
  pool: Pool
  bus: Bus
  direct: DirectConnection
  logger: Logger
  metrics: Metrics
  loadGauge: LoadGauge
}
interface OutboxRow {
  id: bigint
  event_id: string
  topic: string
  key: string
  headers: Record<string, string>
  body: Buffer
}

/** One relay a shard, by a session lock. `outbox_append` spreads keys over as many. */
const SHARDS = [0, 1, 2, 3]
const BATCH = 500
const POLL_MS = 1000
/** Many commits within so long wake the others once: a NOTIFY in each commit would make all commits queue for its lock. */
const NOTIFY_EVERY_MS = 25
const KEY_BACKOFF_MS = 5000
/** Between rounds while people wait for answers: fewer, larger batches. */
const YIELD_MS = 100

/** The number never serves as a cursor: a slow transaction commits a lower one late. What is unsent is what is there. */
const NEXT =
  'select id, event_id, topic, key, headers, body from outbox where shard = any($1::smallint[]) and key <> all($2::text[]) order by id limit $3'

export async function startRelay({
  service,
  pool,
  bus,
  direct,
  logger,
  metrics,
  loadGauge,
}: RelayOptions): Promise<Relay> {
  const channel = `mymacrotracker_outbox_${service}`
  const failing = new Map<string, number>()
  let wakeUp = () => {}
  let isAwake = true
  let stopping = false
  let notifyTimer: NodeJS.Timeout | undefined
  let isEmpty = false

  const awaken = () => {
    isAwake = true
    wakeUp()
  }
  const unlisten = await direct.listen(channel, awaken)

  const heldShards = async () => {
    const held = await Promise.all(SHARDS.map((shard) => direct.tryLock(`outbox/${service}/${shard}`)))
    return SHARDS.filter((_, at) => held[at])
  }
  const send = async (rows: readonly OutboxRow[]) => {
    await bus.publish(rows.map(messageOf))
    await pool.query({
      name: 'outbox-sent',
      text: 'delete from outbox where id = any($1::bigint[])',
      values: [rows.map((row) => String(row.id))],
    })
    metrics.outboxPublished.inc({ service }, rows.length)
  }
  /** When a batch fails for a reason of its own, only the keys whose message it is wait. */
  const sendApart = async (rows: readonly OutboxRow[]) => {
    for (const [key, run] of Map.groupBy(rows, (row) => row.key)) {
      for (const row of run) {
        const failed = await send([row]).then(
          () => undefined,
          (error: unknown) => ({ error }),
        )
        if (!failed) continue
        failing.set(key, Date.now() + KEY_BACKOFF_MS)
        logger.error(
          { err: failed.error, service, eventId: row.event_id, ...traceFields(row.headers['traceparent']) },
          'a fact cannot be published: its key waits',
        )
        break
      }
    }
  }
  const round = async (): Promise<boolean> => {
    const shards = await heldShards()
    isEmpty = shards.length === 0
    if (isEmpty) return false
    for (const [key, until] of failing) if (until <= Date.now()) failing.delete(key)
    const { rows } = await pool.query<OutboxRow>({
      name: 'outbox-next',
      text: NEXT,
      values: [shards, [...failing.keys()], BATCH],
    })
    isEmpty = rows.length === 0 && failing.size === 0
    if (rows.length === 0) return false
    try {
      await send(rows)
    } catch (error) {
      if (classifyFailure(error) === 'transient') throw error
      await sendApart(rows)
    }
    return true
  }
  const run = async () => {
    while (!stopping) {
      isAwake = false
      if (loadGauge.isBusy()) await sleep(YIELD_MS)
      const more = await round().catch((error: unknown) => {
        if (!stopping) logger.warn({ err: error, service }, 'the outbox could not be relayed')
        return false
      })
      if (!more && !stopping && !isAwake)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, POLL_MS)
          wakeUp = () => {
            clearTimeout(timer)
            resolve()
          }
        })
    }
  }

  const running = run()
  const measure = setInterval(() => void reportBacklog(service, pool, metrics), 5000)
  measure.unref()
  return {
    wake() {
      isEmpty = false
      awaken()
      notifyTimer ??= setTimeout(() => {
        notifyTimer = undefined
        direct.notify(channel, '')
      }, NOTIFY_EVERY_MS)
    },
    async drain(deadlineMs) {
      for (const startedAt = Date.now(); !isEmpty && Date.now() - startedAt < deadlineMs;) {
        awaken()
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    async stop() {
      stopping = true
      clearInterval(measure)
      clearTimeout(notifyTimer)
      unlisten()
      awaken()
      await running
      for (const shard of SHARDS) await direct.unlock(`outbox/${service}/${shard}`)
    },
  }
}

function messageOf(row: OutboxRow): BusMessage {
  return { topic: row.topic, key: row.key, eventId: row.event_id, headers: row.headers, body: row.body }
}

async function reportBacklog(
  service: string,
  pool: Pool,
  { outboxBacklog, outboxOldestSeconds }: Metrics,
): Promise<void> {
  const { rows } = await pool
    .query<{ n: number; age: number }>(
      'select count(*)::int as n, coalesce(extract(epoch from now() - min(created_at)), 0)::float as age from (select created_at from outbox order by id limit 10001) o',
    )
    .catch(() => ({ rows: [] }))
  if (!rows[0]) return
  outboxBacklog.set({ service }, rows[0].n)
  outboxOldestSeconds.set({ service }, rows[0].age)
}
