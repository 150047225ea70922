import type pg from 'pg'
import { noAnswer } from './connect-within.ts'
import { awaitsAnswer, clientsOf, streamOf } from './library-internals.ts'

interface StallLimits {
  /** A connection that received nothing for this long makes the server suspect. */
  doubtMs: number
  /** A connection that received nothing for this long is closed. */
  limitMs: number
  onDoubt(): void
}

const TICK_MS = 250

/**
 * Closes connections that await an answer and receive nothing, as from a host that has vanished. Never cancels: a commit
 * whose wait for a standby is cancelled counts as done. Time is counted in ticks of this process: while it is itself held
 * up, answers lie unread and no connection is stalled.
 */
export function closeStalled(pool: pg.Pool, { doubtMs, limitMs, onDoubt }: StallLimits): void {
  const progress = new WeakMap<pg.ClientBase, { bytesRead: number; ticks: number }>()
  let timer: NodeJS.Timeout | undefined

  const look = (client: pg.ClientBase) => {
    const stream = streamOf(client)
    const { bytesRead } = stream
    const before = progress.get(client)
    const ticks = before?.bytesRead === bytesRead ? before.ticks + 1 : 0
    progress.set(client, { bytesRead, ticks })
    if (ticks === Math.ceil(doubtMs / TICK_MS)) onDoubt()
    if (ticks >= limitMs / TICK_MS) stream.destroy(noAnswer(limitMs))
  }
  const tick = () => {
    const awaiting = clientsOf(pool).filter(awaitsAnswer)
    for (const client of awaiting) look(client)
    if (awaiting.length > 0) return
    clearInterval(timer)
    timer = undefined
  }
  pool.on('acquire', () => {
    timer ??= setInterval(tick, TICK_MS).unref()
  })
}
