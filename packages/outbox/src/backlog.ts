import type { Pool } from '@mymacrotracker/database'
import type { Metrics } from '@mymacrotracker/telemetry'

const EVERY_MS = 5000
/** Counting stops here: a longer backlog reads as this one. */
const COUNTED = 10_001

const MEASURE = `
  select count(*)::int as n, coalesce(extract(epoch from now() - min(created_at)), 0)::float as age
  from (select created_at from outbox order by id limit ${COUNTED}) o`

/** Measures how many facts of a service wait in its outbox, and for how long, until stopped. */
export function reportBacklog(service: string, pool: Pool, metrics: Metrics): { stop(): void } {
  const measure = async () => {
    const { rows } = await pool.query<{ n: number; age: number }>(MEASURE)
    metrics.outboxBacklog.set({ service }, rows[0]!.n)
    metrics.outboxOldestSeconds.set({ service }, rows[0]!.age)
  }
  // Without an answer the last figures stay: the pool's own metrics show why.
  const timer = setInterval(() => void measure().catch(() => undefined), EVERY_MS).unref()
  return { stop: () => clearInterval(timer) }
}
