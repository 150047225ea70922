import { createLanes } from '@mymacrotracker/concurrency'
import pLimit from 'p-limit'
import { type BusMessage, partitionOf } from '../bus.ts'
import { packHeaders } from './envelope.ts'
import type { Link } from './link.ts'
import { newsSubject, subjectOf } from './names.ts'
import type { TopicLog } from './topic-log.ts'

interface PublisherOptions {
  link: Link
  log: TopicLog
  isCompacted(topic: string): boolean
}

/** Longest duration of a `publish`, whatever its outcome. */
const LIMIT_MS = 9000
/** Messages in flight: of 1 MB at most, they take 64 MB. */
const IN_FLIGHT = 64

/**
 * Publishes with one message of a key in flight at a time. When one fails, those queued behind it fail too, also those of later
 * calls, so that what the outbox sends again cannot overtake itself.
 */
export function createPublisher({ link, log, isCompacted }: PublisherOptions) {
  const lanes = createLanes<string>({ failQueued: true })
  const limit = pLimit(IN_FLIGHT)

  const send = (message: BusMessage, untilMs: number): Promise<number> =>
    limit(async () => {
      const compacted = isCompacted(message.topic)
      // A compacted topic keeps only the last message of a key, so an old one that arrives late would replace a newer one: the
      // message id prevents that. Elsewhere the inbox drops repeats, and the server has no ids to remember.
      const messageId = compacted ? message.eventId : undefined
      return (await link.store(subjectOf(message.topic, message.key, compacted), message.body, {
        headers: packHeaders(message),
        messageId,
        untilMs,
      }))!.seq
    })
  const sendRun = async (run: readonly BusMessage[], work: (message: BusMessage) => Promise<void>) => {
    for (const message of run) await work(message)
  }

  return async (messages: readonly BusMessage[]): Promise<void> => {
    const untilMs = Date.now() + LIMIT_MS
    const topics = [...new Set(messages.map(({ topic }) => topic))]
    const news = new Map<string, Record<number, number>>(topics.map((topic) => [topic, {}]))
    const preparing = Promise.all(topics.map((topic) => log.prepare(topic)))
    preparing.catch(() => undefined)
    const work = async (message: BusMessage) => {
      await preparing
      const sequence = await send(message, untilMs)
      const newest = news.get(message.topic)!
      newest[partitionOf(message.key)] = Math.max(sequence, newest[partitionOf(message.key)] ?? 0)
    }
    const byLane = Map.groupBy(messages, ({ topic, key }) => `${topic}\n${key}`)
    // Waits for all of them: after a failure nothing of this call is still in flight.
    const outcomes = await Promise.allSettled(
      [...byLane].map(([lane, run]) => lanes.run(lane, () => sendRun(run, work))),
    )
    for (const [topic, newest] of news) link.hint(newsSubject(topic), JSON.stringify(newest))
    const failed = outcomes.find((each) => each.status === 'rejected')
    if (!failed) return
    for (const topic of topics) void log.doubt(topic)
    throw failed.reason
  }
}
