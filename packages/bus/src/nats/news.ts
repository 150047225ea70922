import type { Logger } from '@mymacrotracker/telemetry'
import type { Link } from './link.ts'
import { newsSubject } from './names.ts'
import type { TopicLog } from './topic-log.ts'

/** Called with the newest sequence number by partition where that is known, else with nothing. */
type NewsListener = (newest?: ReadonlyMap<number, number>) => void
export type News = ReturnType<typeof createNews>

/** Hints can be lost; the end of the stream is looked at so often. */
const LOOK_MS = 1000
/** What the leader has, a replica may lack for a moment: so many looks in a row tell of the same news. */
const TELLINGS = 5

/** Tells when a topic has something new: at once by its publisher's hint, else by looking. One watch a topic and process. */
export function createNews(link: Link, log: TopicLog, logger: Logger) {
  const watches = new Map<string, { listeners: Set<NewsListener>; end(): void }>()

  const watch = (topic: string) => {
    const listeners = new Set<NewsListener>()
    const tell: NewsListener = (newest) => {
      for (const listener of listeners) listener(newest)
    }
    let last = -1
    let tellingsLeft = 0
    let isLooking = false
    const look = async () => {
      if (isLooking || !link.isConnected()) return
      isLooking = true
      try {
        const tail = await log.tail(topic)
        if (tail !== last) tellingsLeft = TELLINGS
        last = tail
        if (tellingsLeft-- > 0) tell()
      } catch (error) {
        logger.debug({ err: error, topic }, 'the end of a topic could not be seen')
      } finally {
        isLooking = false
      }
    }
    const hints = link.connection.subscribe(newsSubject(topic), {
      callback: (error, message) => {
        if (!error) tell(numbersIn(message.string()))
      },
    })
    const timer = setInterval(() => void look(), LOOK_MS)
    const forget = link.onReconnected(() => tell())
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
