import { setTimeout as sleep } from 'node:timers/promises'
import type { Bus, DeliveredMessage } from '@mymacrotracker/bus'
import { diaryTopic } from '@mymacrotracker/contracts'
import { withOwner } from '@mymacrotracker/database'
import type { Drill } from '../lib/checks.ts'

/** Receives every diary fact on the bus, beside all consumers, and reports what was lost, duplicated or late. */
export interface Witness {
  longestGapMs(): number
  /** The longest gap since the last call; one that still lasts counts. */
  gapMs(): number
  longestDelayMs(): number
  /** Compares the facts received with those that events has written, once all of them should be there. */
  audit(drill: Pick<Drill, 'expect'>, ownerUrl: string): Promise<{ longestUntilHandledMs: number }>
}

const LIMIT_MS = 30_000

export async function startWitness(bus: Bus): Promise<Witness> {
  const times = new Map<string, number>()
  const writtenAt = new Map<string, number>()
  const versions = new Map<string, bigint>()
  let outOfOrder = 0
  let lastMs = 0
  let longestMs = 0
  let recentMs = 0
  let delayMs = 0
  await bus.broadcast(
    diaryTopic.name,
    (message) => {
      const now = Date.now()
      if (lastMs > 0) recentMs = Math.max(recentMs, now - lastMs)
      longestMs = Math.max(longestMs, recentMs)
      lastMs = now
      writtenAt.set(message.eventId, Date.parse(message.headers['ce_time'] ?? ''))
      delayMs = Math.max(delayMs, now - writtenAt.get(message.eventId)!)
      const before = times.get(message.eventId) ?? 0
      times.set(message.eventId, before + 1)
      if (before > 0) return
      const version = versionOf(message)
      if (version <= (versions.get(message.key) ?? 0n)) outOfOrder++
      versions.set(message.key, version)
    },
    { sinceMs: 600_000 },
  )

  return {
    longestGapMs: () => longestMs,
    gapMs() {
      const gapMs = Math.max(recentMs, lastMs > 0 ? Date.now() - lastMs : 0)
      recentMs = 0
      return gapMs
    },
    longestDelayMs: () => delayMs,
    async audit(drill, ownerUrl) {
      const { written, taken } = await countFacts(ownerUrl)
      for (const startedAt = Date.now(); times.size < written && Date.now() - startedAt < LIMIT_MS;)
        await sleep(50)
      const copies = [...times.values()].reduce((sum, each) => sum + each, 0)
      drill.expect(times.size === written, `${written} facts were written, ${times.size} are on the topic`)
      drill.expect(
        taken.length === written,
        `${written} facts were written, ${taken.length} were handled by the recommender`,
      )
      drill.expect(outOfOrder === 0, `${outOfOrder} facts came before an earlier one of their person`)
      console.log(
        `  diary facts written ${written}, on the topic ${times.size}, stored there twice ${copies - times.size}, out of order ${outOfOrder}`,
      )
      const longestUntilHandledMs = taken.reduce(
        (longest, { id, at }) => Math.max(longest, at.getTime() - (writtenAt.get(id) ?? Infinity)),
        0,
      )
      return { longestUntilHandledMs }
    },
  }
}

function versionOf({ body }: DeliveredMessage): bigint {
  const { fact } = diaryTopic.decode(body)
  if (fact?.$case === 'entryDeleted') return fact.value.version
  return fact?.value.entry?.version ?? 0n
}

/** An entry has the fact of its recording, and of its deletion. */
function countFacts(ownerUrl: string): Promise<{ written: number; taken: { id: string; at: Date }[] }> {
  return withOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ written: number }>(
      'select (count(*) + count(deleted_at))::int as written from events.diary_entries',
    )
    const { rows: taken } = await client.query<{ id: string; at: Date }>(
      `select event_id as id, received_at as at from recommender.inbox where consumer = 'recommender.on-diary-entry'`,
    )
    return { written: rows[0]!.written, taken }
  })
}
