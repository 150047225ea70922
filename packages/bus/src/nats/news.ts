import type { Logger } from '@mymacrotracker/telemetry'
import type { Link } from './link.ts'
import { newsSubject } from './names.ts'
import type { TopicLog } from './topic-log.ts'

/** Called with the newest sequence number of each partition, if it is known. */
type NewsListener = (newest?: ReadonlyMap<number, number>) => void
export type News = ReturnType<typeof createNews>

/** Hints can be lost, so the stream's end is polled this often. */
const POLL_MS = 1000
/** A replica may lag behind the leader for a moment: a new end is reported by this many polls in a row. */
const REPORTS = 5

/** Notifies listeners of new messages in a topic: at once by its publisher's hint, else by polling. One watch per topic and process. */
export function createNews(link: Link, log: TopicLog, logger: Logger) {
  const watches = new Map<string, { listeners: Set<NewsListener>; end(): void }>()

  const watch = (topic: string) => {
    const listeners = new Set<NewsListener>()
    const notify: NewsListener = (newest) => {
      for (const listener of listeners) listener(newest)
    }
    let last = -1
    let reportsLeft = 0
    let isPolling = false
    const poll = async () => {
      if (isPolling || !link.isConnected()) return
      isPolling = true
      try {
        const tail = await log.tail(topic)
        if (tail !== last) reportsLeft = REPORTS
        last = tail
        if (reportsLeft-- > 0) notify()
      } catch (error) {
        logger.debug({ err: error, topic }, 'the end of a topic could not be read')
      } finally {
        isPolling = false
      }
    }
    const hints = link.connection.subscribe(newsSubject(topic), {
      callback: (error, message) => {
        if (!error) notify(numbersIn(message.string()))
      },
    })
    const timer = setInterval(() => void poll(), POLL_MS)
    const forget = link.onReconnected(() => notify())
    return {
      listeners,
      end: () => {
        hints.unsubscribe()
        clearInterval(timer)
        forget()
      },
    }
  }

  return {
    listen(topic: string, listener: NewsListener): () => void {
      const watched = watches.get(topic) ?? watch(topic)
      watches.set(topic, watched)
      watched.listeners.add(listener)
      return () => {
        watched.listeners.delete(listener)
        if (watched.listeners.size > 0 || watches.get(topic) !== watched) return
        watched.end()
        watches.delete(topic)
      }
    },
  }
}

function numbersIn(text: string): ReadonlyMap<number, number> | undefined {
  try {
    return new Map(
      Object.entries(JSON.parse(text) as Record<string, number>).map(([partition, sequence]) => [
        Number(partition),
        sequence,
      ]),
    )
  } catch {
    return undefined
  }
}
