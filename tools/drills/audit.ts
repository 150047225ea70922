import { setTimeout as sleep } from 'node:timers/promises'
import type { Bus } from '@mymacrotracker/bus'
import { diaryTopic } from '@mymacrotracker/contracts'
import { withOwner } from '@mymacrotracker/database'
import type pg from 'pg'
import type { Drill } from '../lib/checks.ts'
import { SCHEMAS } from './setup.ts'
import type { Writers } from './writers.ts'

const DRAIN_LIMIT_MS = 60_000

interface AuditOptions {
  ownerUrl: string
  writers: Writers
  /** Buses that carried facts besides the one in this Postgres. */
  buses?: readonly Bus[]
}

/** What must not exist once the backlog has drained, by the fault that it would be. */
const NONE: Record<string, string> = {
  'entries never reached the recommender':
    'select 1 from events.diary_entries e left join recommender.entry_copies c on c.user_id = e.user_id and c.entry_id = e.id where c.entry_id is null or c.version <> e.version or c.deleted <> (e.deleted_at is not null)',
  'facts were handled twice':
    'select 1 from recommender.inbox group by consumer, event_id having count(*) > 1',
  'targets were announced twice':
    'select 1 from notifier.notifications group by user_id, kind, date having count(*) > 1',
  'targets were reached and never announced': `select 1 from recommender.stated_progress s left join notifier.notifications o on o.user_id = s.user_id and o.date = s.date where o.id is null and s.date >= to_char(now() at time zone 'utc' - interval '1 day', 'YYYY-MM-DD')`,
  'messages are parked': 'select 1 from bus.parked',
}
const FACTS = `from bus.messages where topic = '${diaryTopic.name}'`

/** Compares what was acknowledged with what every service holds once the backlog has drained; prints figures. */
export async function auditDiary(
  drill: Pick<Drill, 'expect'>,
  { ownerUrl, writers, buses = [] }: AuditOptions,
): Promise<void> {
  const expectNone = (what: string, count: number) => drill.expect(count === 0, `${count} ${what}`)
  await withOwner(ownerUrl, async (client) => {
    const count = async (text: string) =>
      (await client.query<{ n: number }>(`select count(*)::int as n from (${text}) each`)).rows[0]!.n
    const drainedMs = await drain(client, buses)
    drill.expect(drainedMs !== undefined, `the backlog was not drained after ${DRAIN_LIMIT_MS} ms`)
    const { rows: entries } = await client.query<{ id: string; deleted: boolean; energy: number }>(
      `select id, deleted_at is not null as deleted, (nutrients->>'1')::float8 as energy from events.diary_entries`,
    )
    const stored = new Map(entries.map((row) => [row.id, row]))
    const acknowledged = [...writers.acknowledged.values()]
    const found = acknowledged.filter(({ id }) => stored.has(id))
    const wrong = found.filter(({ id, energyKcal }) => stored.get(id)!.energy !== energyKcal)
    const undone = found.filter(({ id, deleted }) => deleted && !stored.get(id)!.deleted)
    expectNone('acknowledged entries are missing', acknowledged.length - found.length)
    expectNone('entries are stored twice', entries.length - stored.size)
    expectNone('entries have other figures', wrong.length)
    expectNone('acknowledged deletions are undone', undone.length)
    for (const [fault, text] of Object.entries(NONE)) expectNone(fault, await count(text))
    expectNone('messages are parked', (await Promise.all(buses.map((bus) => bus.parked()))).flat().length)
    const delivered = await count(`select 1 ${FACTS}`)
    const distinct = await count(`select distinct event_id ${FACTS}`)
    const notifications = await count('select 1 from notifier.notifications')
    console.log(`
  acknowledged entries ${acknowledged.length}, of which deleted ${acknowledged.length - writers.kept().length}; requests repeated by the writers ${writers.retries}
  stored entries ${entries.length} (not acknowledged but stored: ${entries.length - found.length})
  facts on the bus${buses.length > 0 ? ' in Postgres' : ''} ${delivered}, sent again after a kill and handled once ${delivered - distinct}; notifications ${notifications}; backlog drained after ${drainedMs ?? '?'} ms`)
  })
}

/** Waits until nothing is left to publish or consume; returns how long it took, undefined when it took too long. */
export async function drain(client: pg.ClientBase, buses: readonly Bus[] = []): Promise<number | undefined> {
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

/** Consumers that ever handled anything. */
async function groupsOf(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ consumer: string }>(
    SCHEMAS.map((schema) => `select distinct consumer from ${schema}.inbox`).join(' union '),
  )
  return rows.map(({ consumer }) => consumer)
}
