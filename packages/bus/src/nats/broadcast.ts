import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@mymacrotracker/telemetry'
import type { DeliveredMessage, Subscription } from '../bus.ts'
import type { Link } from './link.ts'
import type { News } from './news.ts'
import type { TopicLog } from './topic-log.ts'
import { startScheduler } from './scheduler.ts'

interface BroadcastParts {
  link: Link
  log: TopicLog
  news: News
  logger: Logger
}

interface BroadcastOptions {
  topic: string
  hear(message: DeliveredMessage): void
  sinceMs: number
}

const BATCH = 100
const WAIT_MS = 300
const LATE_MS = 25
const PAUSE_MS = 1000
/** Reads of a replica that lags behind the leader. */
const EARLIER_TRIES = 20

/** Delivers a topic's messages to this process from the topic's current end on; the position is kept in memory only. */
export async function startBroadcast(
  { link, log, news, logger }: BroadcastParts,
  { topic, hear, sinceMs }: BroadcastOptions,
): Promise<Subscription> {
  await log.prepare(topic)
  const upTo = await log.tail(topic)
  let after =
    sinceMs > 0 ? await hearEarlier({ log, topic, since: new Date(Date.now() - sinceMs), upTo, hear }) : upTo
  let newest = upTo

  const scheduler = startScheduler({
    partitions: [0],
    run: async () => {
      if (!link.isConnected()) return { retryAfterMs: WAIT_MS }
      try {
        const messages = await log.readAfter({ topic, after, limit: BATCH })
        for (const message of messages) hear(message)
        after = Number(messages.at(-1)?.offset ?? after)
        if (messages.length > 0) return 'more'
        return newest > after ? { retryAfterMs: LATE_MS } : 'idle'
      } catch (error) {
        await log.prepare(topic).catch(() => undefined)
        if (link.isConnected()) logger.warn({ err: error, topic }, 'a broadcast could not be read and pauses')
        return { retryAfterMs: PAUSE_MS }
      }
    },
  })
  const endNews = news.listen(topic, (sequences) => {
    newest = Math.max(newest, ...(sequences?.values() ?? []))
    scheduler.wake()
  })
  return {
    async stop() {
      endNews()
      await scheduler.stop()
    },
  }
}

interface Earlier {
  log: TopicLog
  topic: string
  since: Date
  upTo: number
  hear(message: DeliveredMessage): void
}

/** Returns the sequence number reached: a replica that lags may end before `upTo`, and is asked again for a while. */
async function hearEarlier({ log, topic, since, upTo, hear }: Earlier): Promise<number> {
  let after = 0
  for (let tries = 0; after < upTo && tries < EARLIER_TRIES; tries++) {
    for (
      let messages = await (after === 0
        ? log.readSince({ topic, since, limit: BATCH })
        : log.readAfter({ topic, after, limit: BATCH }));
      messages.length > 0;
    ) {
      for (const message of messages) if (Number(message.offset) <= upTo) hear(message)
      after = Number(messages.at(-1)!.offset)
      messages = after < upTo ? await log.readAfter({ topic, after, limit: BATCH }) : []
    }
    // Nothing that recent: everything in the stream is older, and its end is `upTo`.
    if (after === 0) return upTo
    if (after < upTo) await sleep(WAIT_MS)
  }
  return after
}
