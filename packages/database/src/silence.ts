import type pg from 'pg'
import { noAnswer, streamOf } from './connect-within.ts'

interface SilenceOptions {
  /** Without a word for so long the other side is doubted. */
  doubtMs: number
  /** Without a word for so long the connection is closed. */
  limitMs: number
  onDoubt(): void
}

/** What node-postgres has no words for. */
interface ClientParts {
  _activeQuery: unknown
  _sentQueryQueue: unknown[]
}

const TICK_MS = 250

/**
 * Closes connections on which an answer is awaited and nothing comes, as from a host that has vanished. Never cancels: a
 * commit whose wait for a standby is cancelled counts as done. Goes by ticks of this process: while it is itself held up,
 * answers lie unread and nobody is silent.
 */
export function closeSilent(pool: pg.Pool, { doubtMs, limitMs, onDoubt }: SilenceOptions): void {
  const quiet = new WeakMap<pg.ClientBase, { bytesRead: number; ticks: number }>()
  let timer: NodeJS.Timeout | undefined

  const look = (client: pg.ClientBase) => {
    const stream = streamOf(client)
    const { bytesRead } = stream
    const before = quiet.get(client)
    const ticks = before?.bytesRead === bytesRead ? before.ticks + 1 : 0
    quiet.set(client, { bytesRead, ticks })
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

export function clientsOf(pool: pg.Pool): readonly pg.ClientBase[] {
  return (pool as unknown as { _clients: pg.ClientBase[] })._clients
}

function awaitsAnswer(client: pg.ClientBase): boolean {
  const { _activeQuery, _sentQueryQueue } = client as unknown as ClientParts
  return Boolean(_activeQuery) || _sentQueryQueue.length > 0
}
