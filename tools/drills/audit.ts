import { setTimeout as sleep } from 'node:timers/promises'
import type { Bus } from '@mymacrotracker/bus'
import pg from 'pg'
import type { Writers } from './writers.ts'

const DRAIN_LIMIT_MS = 60_000

interface AuditOptions {
  ownerUrl: string
  writers: Writers
  /** Buses that carried facts beside the one in this Postgres. */
  buses?: readonly Bus[]
}

/** Compares what was acknowledged with what every service holds once the backlog has drained. */
export async function auditDiary({
  ownerUrl,
  writers,
  buses = [],
}: AuditOptions): Promise<{ lines: string[]; faults: string[] }> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const faults: string[] = []
    const expectNone = (what: string, count: number) => {
      if (count > 0) faults.push(`${count} ${what}`)
    }
    const drainedMs = await drain(client, buses)
    if (drainedMs === undefined) faults.push(`the backlog was not drained after ${DRAIN_LIMIT_MS} ms`)

    const { rows: entries } = await client.query<{ id: string; deleted: boolean; energy: number }>(
      `select id, deleted_at is not null as deleted, (nutrients->>'1')::float8 as energy from events.diary_entries`,
    )
    const stored = new Map(entries.map((row) => [row.id, row]))
    const acknowledged = [...writers.acknowledged.values()]
    expectNone('acknowledged entries are missing', acknowledged.filter(({ id }) => !stored.has(id)).length)
    expectNone('entries are stored twice', entries.length - stored.size)
    expectNone(
      'entries have other figures',
      acknowledged.filter(({ id, energyKcal }) => stored.has(id) && stored.get(id)!.energy !== energyKcal)
        .length,
    )
    expectNone(
      'acknowledged deletions are undone',
      acknowledged.filter(({ id, deleted }) => deleted && stored.get(id)?.deleted === false).length,
    )

    const count = async (text: string) => (await client.query<{ n: number }>(text)).rows[0]!.n
    expectNone(
      'entries never reached the recommender',
      await count(
        `select count(*)::int as n from events.diary_entries e left join recommender.entry_copies c on c.user_id = e.user_id and c.entry_id = e.id where c.entry_id is null or c.version <> e.version or c.deleted <> (e.deleted_at is not null)`,
      ),
    )
    expectNone(
      'facts were taken in twice',
      await count(
        `select count(*)::int as n from (select 1 from recommender.inbox group by consumer, event_id having count(*) > 1) d`,
      ),
    )
    expectNone(
      'targets were told twice',
      await count(
        `select count(*)::int as n from (select 1 from notifier.notifications group by user_id, kind, date having count(*) > 1) d`,
      ),
    )
    expectNone(
      'targets were reached and never told',
      await count(
        `select count(*)::int as n from recommender.stated_progress s left join notifier.notifications o on o.user_id = s.user_id and o.date = s.date and s.date >= to_char(now() at time zone 'utc' - interval '1 day', 'YYYY-MM-DD') where o.id is null and s.date >= to_char(now() at time zone 'utc' - interval '1 day', 'YYYY-MM-DD')`,
      ),
    )
    expectNone(
      'messages are parked',
      (await count('select count(*)::int as n from bus.parked')) +
        (await Promise.all(buses.map((bus) => bus.parked()))).flat().length,
    )
    const delivered = await count(
      `select count(*)::int as n from bus.messages where topic = 'mymacrotracker.events.diary.v1'`,
    )
    const again = await count(
      `select (count(*) - count(distinct event_id))::int as n from bus.messages where topic = 'mymacrotracker.events.diary.v1'`,
    )
    const told = await count('select count(*)::int as n from notifier.notifications')
    return {
      faults,
      lines: [
        `acknowledged entries ${acknowledged.length}, of which deleted ${acknowledged.filter(({ deleted }) => deleted).length}; tries repeated by the writers ${writers.retries}`,
        `stored entries ${entries.length} (not acknowledged but stored: ${entries.length - acknowledged.filter(({ id }) => stored.has(id)).length})`,
        `facts on the bus${buses.length > 0 ? ' in Postgres' : ''} ${delivered}, sent again after a kill and taken in once ${again}; notifications ${told}; backlog drained after ${drainedMs ?? '?'} ms`,
      ],
    }
  } finally {
    await client.end()
  }
}

/** Waits until nothing is left to publish or consume; answers how long it took, undefined when it took too long. */
export async function drain(client: pg.Client, buses: readonly Bus[] = []): Promise<number | undefined> {
  for (const startedAt = Date.now(); Date.now() - startedAt < DRAIN_LIMIT_MS;) {
    const { rows } = await client.query<{ left: number }>(`
      select ((select count(*) from events.outbox) + (select count(*) from recommender.outbox) + (select count(*) from profile.outbox)
        + (select coalesce(sum(p.next_offset - c.next_offset), 0) from bus.cursors c join bus.partitions p using (topic, partition)))::int as left`)
    const behind = buses.length > 0 ? await lagOf(buses, await groupsOf(client)) : 0
    if (rows[0]!.left + behind === 0) return Date.now() - startedAt
    await sleep(50)
  }
  return undefined
}

async function lagOf(buses: readonly Bus[], groups: readonly string[]): Promise<number> {
  const lags = await Promise.all(buses.flatMap((bus) => groups.map((group) => bus.lag(group))))
  return lags.flatMap((lag) => Object.values(lag)).reduce((sum, each) => sum + each, 0)
}

/** Consumers that ever took anything in. */
async function groupsOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ consumer: string }>(
    ['auth', 'profile', 'integrations', 'events', 'recommender', 'notifier']
      .map((schema) => `select distinct consumer from ${schema}.inbox`)
      .join(' union '),
  )
  return rows.map(({ consumer }) => consumer)
}
