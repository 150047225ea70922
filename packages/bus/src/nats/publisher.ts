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
  const lanes = new Map<string, Promise<void>>()
  const takeSlot = createSlots(IN_FLIGHT)

  const send = async (message: BusMessage, untilMs: number): Promise<number> => {
    const free = await takeSlot()
    try {
      const compacted = isCompacted(message.topic)
      // Where only the last message of a key stays, an old one that arrives late would take the place of a newer one; the
      // message id prevents that. Elsewhere the inbox knows it, and the server has no ids to remember.
      const messageId = compacted ? message.eventId : undefined
      return (await link.store(subjectOf(message.topic, message.key, compacted), message.body, {
        headers: packHeaders(message),
        messageId,
        untilMs,
      }))!.seq
    } finally {
      free()
    }
  }
  const sendLane = (
    lane: string,
    messages: readonly BusMessage[],
    work: (message: BusMessage) => Promise<void>,
  ) => {
    const before = lanes.get(lane) ?? Promise.resolve()
    const mine = before.then(async () => {
      for (const message of messages) await work(message)
    })
    lanes.set(lane, mine)
    const leave = () => {
      if (lanes.get(lane) === mine) lanes.delete(lane)
    }
    mine.then(leave, leave)
    return mine
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
    const outcomes = await Promise.allSettled([...byLane].map(([lane, run]) => sendLane(lane, run, work)))
    for (const [topic, places] of news) link.hint(newsSubject(topic), JSON.stringify(places))
    const failed = outcomes.find((each) => each.status === 'rejected')
    if (!failed) return
    for (const topic of topics) void log.doubt(topic)
    throw failed.reason
  }
}

function createSlots(slots: number): () => Promise<() => void> {
  const waiting: (() => void)[] = []
  let free = slots
  return async () => {
    if (free === 0)
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
      })
    else free--
    return () => {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
