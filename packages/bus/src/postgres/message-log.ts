import type { Pool } from '@mymacrotracker/database'
import { PARTITIONS, partitionOf, type BusMessage, type DeliveredMessage } from '../bus.ts'

const TAIL_BATCH = 100
const COLUMNS = 'm.topic, m.partition, m."offset", m.key, m.event_id as "eventId", m.headers, m.body'

// One statement: it locks the counter rows of its partitions in order, so offsets commit in order and publishers cannot deadlock;
// WITH ORDINALITY keeps the order of the messages in each.
const APPEND = `
  with given as (
    select * from unnest($1::text[], $2::smallint[], $3::text[], $4::uuid[], $5::jsonb[], $6::bytea[])
      with ordinality as g (topic, partition, key, event_id, headers, body, n)
  ), needed as (
    select topic, partition, count(*) as messages from given group by topic, partition
  ), locked as (
    select p.topic, p.partition, p.next_offset from partitions p join needed using (topic, partition)
    order by p.topic, p.partition for update of p
  ), moved as (
    update partitions p set next_offset = p.next_offset + needed.messages
    from needed join locked using (topic, partition) where p.topic = needed.topic and p.partition = needed.partition
    returning p.topic, p.partition, p.next_offset - needed.messages as first_offset
  )
  insert into messages (topic, partition, "offset", key, event_id, headers, body)
  select g.topic, g.partition, moved.first_offset + row_number() over (partition by g.topic, g.partition order by g.n) - 1, g.key, g.event_id, g.headers, g.body
  from given g join moved using (topic, partition)`

/** The log's tables: messages, and each group's cursors. */
export function createMessageLog(pool: Pool) {
  const prepared = new Set<string>()
  const readAt = new Map<string, bigint>()

  const prepare = async (topic: string, group?: string) => {
    const name = `${group ?? ''}/${topic}`
    if (prepared.has(name)) return
    await pool.query(
      'insert into partitions (topic, partition) select $1, generate_series(0, $2 - 1) on conflict do nothing',
      [topic, PARTITIONS],
    )
    if (group)
      await pool.query(
        'insert into cursors (group_name, topic, partition) select $1, $2, generate_series(0, $3 - 1) on conflict do nothing',
        [group, topic, PARTITIONS],
      )
    prepared.add(name)
  }

  return {
    prepare,

    async append(messages: readonly BusMessage[]): Promise<void> {
      for (const topic of new Set(messages.map((each) => each.topic))) await prepare(topic)
      await pool.query({
        name: 'append',
        text: APPEND,
        values: [
          messages.map((each) => each.topic),
          messages.map((each) => partitionOf(each.key)),
          messages.map((each) => each.key),
          messages.map((each) => each.eventId),
          messages.map((each) => JSON.stringify(each.headers)),
          messages.map((each) => Buffer.from(each.body)),
        ],
      })
    },

    async readGroup({
      group,
      topic,
      partitions,
      limit,
    }: {
      group: string
      topic: string
      partitions: readonly number[]
      limit: number
    }): Promise<DeliveredMessage[]> {
      if (partitions.length === 0) return []
      const { rows } = await pool.query<DeliveredMessage & { cursor: bigint }>({
        name: 'read-group',
        values: [group, topic, partitions, limit],
        text: `
        select ${COLUMNS}, c.next_offset as cursor from cursors c cross join lateral (
          select * from messages where topic = c.topic and partition = c.partition and "offset" >= c.next_offset order by "offset" limit $4
        ) m where c.group_name = $1 and c.topic = $2 and c.partition = any($3::smallint[]) order by m.partition, m."offset"`,
      })
      for (const { partition, cursor } of rows) readAt.set(`${group}/${topic}/${partition}`, cursor)
      return rows
    },

    /** Messages at and after a position in each partition. */
    async readFrom(topic: string, from: readonly bigint[]): Promise<DeliveredMessage[]> {
      const { rows } = await pool.query<DeliveredMessage>({
        name: 'read-from',
        values: [topic, from.map(String), TAIL_BATCH],
        text: `
        select ${COLUMNS} from unnest($2::bigint[]) with ordinality as f (first, n) cross join lateral (
          select * from messages where topic = $1 and partition = f.n - 1 and "offset" >= f.first order by "offset" limit $3
        ) m order by m.partition, m."offset"`,
      })
      return rows
    },

    /** Messages of the last `sinceMs` before the given offsets. */
    async recent(topic: string, sinceMs: number, before: readonly bigint[]): Promise<DeliveredMessage[]> {
      const { rows } = await pool.query<DeliveredMessage>(
        `
        select ${COLUMNS} from messages m join unnest($3::bigint[]) with ordinality as b (next_offset, n) on m.partition = b.n - 1
        where m.topic = $1 and m."offset" < b.next_offset and m.published_at > now() - make_interval(secs => $2) order by m.partition, m."offset"`,
        [topic, sinceMs / 1000, before.map(String)],
      )
      return rows
    },

    /** The next offset of each partition. */
    async tail(topic: string): Promise<bigint[]> {
      const { rows } = await pool.query<{ next_offset: bigint }>(
        'select next_offset from partitions where topic = $1 order by partition',
        [topic],
      )
      return rows.map((row) => row.next_offset)
    },

    /** Advances a cursor from where it was last read; one that was rewound meanwhile stays. */
    async commit(group: string, topic: string, partition: number, nextOffset: bigint): Promise<void> {
      await pool.query({
        name: 'commit',
        values: [group, topic, partition, nextOffset, readAt.get(`${group}/${topic}/${partition}`)],
        text: 'update cursors set next_offset = $4 where group_name = $1 and topic = $2 and partition = $3 and next_offset = $5',
      })
    },

    async rewind(group: string, topic: string): Promise<void> {
      await pool.query('update cursors set next_offset = 0 where group_name = $1 and topic = $2', [
        group,
        topic,
      ])
    },

    async lag(group: string): Promise<Record<string, number>> {
      const { rows } = await pool.query<{ topic: string; behind: bigint }>(
        'select c.topic, sum(p.next_offset - c.next_offset)::bigint as behind from cursors c join partitions p using (topic, partition) where c.group_name = $1 group by c.topic',
        [group],
      )
      return Object.fromEntries(rows.map(({ topic, behind }) => [topic, Number(behind)]))
    },
  }
}
