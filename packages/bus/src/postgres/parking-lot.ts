import type { Pool } from '@mymacrotracker/database'
import type { DeliveredMessage, ParkedMessage } from '../bus.ts'
import { sealerFor, type SealerOf } from '../parked-sealer.ts'

type Row = DeliveredMessage & { group_name: string; sealed_body: Buffer; reason: string; parked_at: Date }

const COLUMNS =
  'group_name, topic, partition, "offset", key, event_id as "eventId", headers, sealed_body, reason, parked_at'

/** Messages that cannot be handled, payload encrypted, kept until the cause is fixed and they are redriven. */
export function createParkingLot(pool: Pool, sealerOf: SealerOf) {
  const opened = ({
    group_name: group,
    sealed_body: sealed,
    parked_at: parkedAt,
    ...rest
  }: Row): ParkedMessage => ({
    ...rest,
    body: sealerFor(sealerOf, group).open(sealed),
    parkedAt,
  })
  const offsets = (messages: readonly DeliveredMessage[]) => [
    messages.map((each) => each.partition),
    messages.map((each) => String(each.offset)),
  ]

  return {
    async park(
      group: string,
      { topic, partition, offset, key, eventId, headers, body }: DeliveredMessage,
      reason: string,
    ): Promise<void> {
      await pool.query(
        `insert into parked (group_name, topic, partition, "offset", key, event_id, headers, sealed_body, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (group_name, topic, partition, "offset") do nothing`,
        [
          group,
          topic,
          partition,
          offset,
          key,
          eventId,
          JSON.stringify(headers),
          sealerFor(sealerOf, group).seal(body),
          reason,
        ],
      )
    },

    async keys(group: string, topic: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
      const { rows } = await pool.query<{ key: string }>({
        name: 'parked-keys',
        values: [group, topic, keys],
        text: 'select distinct key from parked where group_name = $1 and topic = $2 and key = any($3)',
      })
      return new Set(rows.map((row) => row.key))
    },

    async list(group?: string): Promise<ParkedMessage[]> {
      const { rows } = await pool.query<Row>(
        `select ${COLUMNS} from parked where $1::text is null or group_name = $1 order by parked_at, topic, partition, "offset" limit 1000`,
        [group ?? null],
      )
      return rows.filter((row) => sealerOf(row.group_name)).map(opened)
    },

    async requestRedrive(
      group: string,
      key: string | undefined,
    ): Promise<{ count: number; topics: string[] }> {
      const { rows } = await pool.query<{ topic: string }>(
        'update parked set redrive = true where group_name = $1 and ($2::text is null or key = $2) returning topic',
        [group, key ?? null],
      )
      return { count: rows.length, topics: [...new Set(rows.map((row) => row.topic))] }
    },

    async redriven(group: string, topic: string, partitions: readonly number[]): Promise<DeliveredMessage[]> {
      const { rows } = await pool.query<Row>({
        name: 'redriven',
        values: [group, topic, partitions],
        text: `
        select ${COLUMNS} from parked p where group_name = $1 and topic = $2 and partition = any($3::smallint[])
          and exists (select from parked r where r.group_name = $1 and r.topic = $2 and r.key = p.key and r.redrive)
        order by partition, "offset" limit 500`,
      })
      return rows.map(opened)
    },

    /** Deletes what was handled; what failed again waits for the next redrive. */
    async settle(
      group: string,
      handled: readonly DeliveredMessage[],
      staying: readonly DeliveredMessage[],
    ): Promise<void> {
      const topic = (handled[0] ?? staying[0])?.topic
      const at =
        'group_name = $1 and topic = $2 and (partition, "offset") in (select * from unnest($3::smallint[], $4::bigint[]))'
      if (handled.length > 0)
        await pool.query(`delete from parked where ${at}`, [group, topic, ...offsets(handled)])
      if (staying.length > 0)
        await pool.query(
          'update parked set redrive = false where group_name = $1 and topic = $2 and key = any($3)',
          [group, topic, [...new Set(staying.map((each) => each.key))]],
        )
    },
  }
}
