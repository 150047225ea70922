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

/** A call of `publish` has ended after so long, one way or the other. */
const LIMIT_MS = 9000
/** Messages on their way at once: of 1 MB at most, they take 64 MB. */
const IN_FLIGHT = 64

/**
 * Publishes with one message of a key on its way at a time. When one fails, those of its key behind it fail too, also
 * those of later calls: so what the outbox sends again never overtakes itself.
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
      const places = news.get(message.topic)!
      places[partitionOf(message.key)] = Math.max(sequence, places[partitionOf(message.key)] ?? 0)
    }
    const byLane = Map.groupBy(messages, ({ topic, key }) => `${topic}\n${key}`)
    // Until all have ended: on a failure nothing of this call is still under way.
    const outcomes = await Promise.allSettled(
      [...byLane].map(([lane, run]) => lanes.run(lane, () => sendRun(run, work))),
    )
    for (const [topic, places] of news) link.hint(newsSubject(topic), JSON.stringify(places))
    const failed = outcomes.find((each) => each.status === 'rejected')
    if (!failed) return
    for (const topic of topics) void log.doubt(topic)
    throw failed.reason
  }
}
