import { setTimeout as sleep } from 'node:timers/promises'
import type { BusDriver, DeliveredMessage } from './bus.ts'

interface MovingOptions {
  /** The bus being left: nothing is published to it any more, and what it still holds is handled first. */
  from: BusDriver
  to: BusDriver
}

/** How soon a batch of the new bus is tried again while the old one still holds messages of its group. */
const RETRY_MS = 200
/** How long a redrive waits for the old bus to finish. */
const REDRIVE_LIMIT_MS = 10_000
/** Least time between two readings of the old bus's lag. */
const LAG_EVERY_MS = 100

/**
 * Two buses as one, while moving between them. A key's facts keep their order: only one process relays a shard, so each fact on
 * the new bus was published after all of its key on the old one, and waits until the group has handled those.
 */
export function createMovingDriver({ from, to }: MovingOptions): BusDriver {
  const both = <T>(ask: (driver: BusDriver) => Promise<T>) => Promise.all([ask(from), ask(to)])
  const lagOf = lagReader(from)
  /** Messages of the old bus. Each bus parks its own, as their offsets cannot be compared. */
  const old = new WeakSet<DeliveredMessage>()
  return {
    publish: (messages) => to.publish(messages),
    async subscribe({ group, topic, onBatch, onRedriven }) {
      const before = await from.subscribe({
        group,
        topic,
        onRedriven,
        onBatch: (messages) => {
          for (const each of messages) old.add(each)
          return onBatch(messages)
        },
      })
      const next = await to.subscribe({
        group,
        topic,
        onBatch: async (messages) =>
          (await lagOf(group, topic)) > 0 ? { done: false, retryAfterMs: RETRY_MS } : onBatch(messages),
        onRedriven: async (messages) =>
          (await from.parkedKeys(group, topic, [messages[0]!.key])).size > 0
            ? messages
            : onRedriven(messages),
      })
      return {
        stop: async () => {
          await Promise.all([before.stop(), next.stop()])
        },
      }
    },
    async broadcast(topic, hear, options) {
      const subscriptions = await both((driver) => driver.broadcast(topic, hear, options))
      return {
        stop: async () => {
          await Promise.all(subscriptions.map((each) => each.stop()))
        },
      }
    },
    async replay(group, topic) {
      await both((driver) => driver.replay(group, topic))
    },
    park: (group, message, reason) => (old.has(message) ? from : to).park(group, message, reason),
    async parkedKeys(group, topic, keys) {
      const [before, next] = await both((driver) => driver.parkedKeys(group, topic, keys))
      return new Set([...before, ...next])
    },
    parked: async (group) => (await both((driver) => driver.parked(group))).flat(),
    async redrive(group, key) {
      const before = await from.redrive(group, key)
      // The new bus refuses a key's messages until those on the old one are done.
      for (
        const startedAt = Date.now();
        before > 0 &&
        Date.now() - startedAt < REDRIVE_LIMIT_MS &&
        (await from.parked(group)).some((each) => key === undefined || each.key === key);
      )
        await sleep(RETRY_MS)
      return before + (await to.redrive(group, key))
    },
    async lag(group) {
      const [before, next] = await both((driver) => driver.lag(group))
      const topics = new Set([...Object.keys(before), ...Object.keys(next)])
      return Object.fromEntries(
        [...topics].map((topic) => [topic, (before[topic] ?? 0) + (next[topic] ?? 0)]),
      )
    },
    async close() {
      await both((driver) => driver.close())
    },
  }
}

/**
 * What a group has not handled of a topic on the old bus. Each batch must ask: only a reading of 0 taken after it arrived
 * proves that everything published before it is done.
 */
function lagReader(from: BusDriver): (group: string, topic: string) => Promise<number> {
  const readings = new Map<string, { atMs: number; lag: Promise<Record<string, number>> }>()
  return async (group, topic) => {
    const last = readings.get(group)
    // A reading of "behind" may be a little old; one of "nothing left" must be taken after the batch arrived.
    if (last && Date.now() - last.atMs < LAG_EVERY_MS) {
      const behind = (await last.lag)[topic] ?? 0
      if (behind > 0) return behind
    }
    const reading = { atMs: Date.now(), lag: from.lag(group) }
    readings.set(group, reading)
    reading.lag.catch(() => readings.delete(group))
    return (await reading.lag)[topic] ?? 0
  }
}
