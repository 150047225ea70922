import { coalesce } from '@mymacrotracker/concurrency'
import type { DirectConnection, Pool } from '@mymacrotracker/database'
import type { Logger } from '@mymacrotracker/telemetry'
import { PARTITIONS } from '../bus.ts'

interface MembershipOptions {
  pool: Pool
  direct: DirectConnection
  memberId: string
  logger: Logger
}

const CHANNEL = 'mymacrotracker_bus_members'
const CHECK_MS = 2000

/** Whether a member's session still holds its lock. Exact, and released at once when its process dies. */
const LIVES = `exists (select from pg_locks l where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
  and l.database = (select oid from pg_database where datname = current_database())
  and ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended('bus/member/' || member_id, 0))`

interface Joined {
  group: string
  topic: string
  owned: Set<number>
}

/**
 * Shares partitions among the processes of a group. The shares follow from the members alive; each partition has a session lock
 * too, so that two processes never read the same one, and a crash frees it at once.
 */
export function createMembership({ pool, direct, memberId, logger }: MembershipOptions) {
  const joined = new Map<string, Joined>()
  /** Called by `rebalance` alone, so that an older list cannot overwrite a newer one. */
  const register = () =>
    pool.query(
      'insert into members (member_id, groups) values ($1, $2) on conflict (member_id) do update set groups = excluded.groups where members.groups <> excluded.groups',
      [memberId, [...joined.keys()]],
    )

  const share = async ({ group, topic, owned }: Joined) => {
    const { rows } = await pool.query<{ member_id: string }>(
      `select member_id from members where $1 = any(groups) and ${LIVES} order by member_id`,
      [`${group}/${topic}`],
    )
    const index = rows.findIndex((row) => row.member_id === memberId)
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const wanted = index >= 0 && partition % rows.length === index
      if (!wanted && owned.delete(partition)) await direct.unlock(lockName(group, topic, partition))
      if (wanted && !owned.has(partition) && (await direct.tryLock(lockName(group, topic, partition))))
        owned.add(partition)
    }
  }
  const rebalancing = coalesce(
    async () => {
      if (!(await direct.tryLock(`bus/member/${memberId}`))) return
      await register()
      for (const each of joined.values()) await share(each)
    },
    (error) => logger.warn({ err: error }, 'partitions could not be rebalanced'),
  )
  const rebalance = () => rebalancing.request()

  const timer = setInterval(() => void rebalance(), CHECK_MS)
  const listening = direct.listen(CHANNEL, (from) => {
    if (from !== memberId) void rebalance()
  })
  const unsubscribe = direct.onLost(() => {
    for (const { owned } of joined.values()) owned.clear()
  })

  return {
    async join(group: string, topic: string) {
      const name = `${group}/${topic}`
      const mine: Joined = { group, topic, owned: new Set() }
      joined.set(name, mine)
      await rebalance()
      direct.notify(CHANNEL, memberId)
      return {
        partitions: () => [...mine.owned],
        async leave() {
          joined.delete(name)
          // After the rebalance under way, so that nothing is locked for a group that has left.
          await rebalance()
          for (const partition of mine.owned) await direct.unlock(lockName(group, topic, partition))
          mine.owned.clear()
          direct.notify(CHANNEL, memberId)
        },
      }
    },
    async close() {
      clearInterval(timer)
      unsubscribe()
      ;(await listening)()
      await rebalancing.close()
      await pool
        .query(`delete from members where member_id = $1 or not ${LIVES}`, [memberId])
        .catch(() => undefined)
    },
  }
}

const lockName = (group: string, topic: string, partition: number) => `bus/${group}/${topic}/${partition}`
