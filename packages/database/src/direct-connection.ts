import { UnavailableError, isAway } from '@mymacrotracker/errors'
import pg from 'pg'
import { SERVER_KEEPALIVE, connectWithin } from './connect-within.ts'
import { streamOf } from './library-internals.ts'

/**
 * The one connection a process keeps for what belongs to a session: LISTEN and advisory locks. It reconnects by itself;
 * `onLost` reports that every lock is gone.
 */
export interface DirectConnection {
  /** Calls `heard` for each notification of a channel; returns how to stop. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => void>
  /** Notifies every listener of a channel. Lost while the connection is down: listeners poll as well. */
  notify(channel: string, payload: string): void
  /** Takes a session lock if nobody has it. False while the connection is down. */
  tryLock(name: string): Promise<boolean>
  unlock(name: string): Promise<void>
  onLost(lost: () => void): () => void
  close(): Promise<void>
}

const RECONNECT_MS = 500
/** A connection that does not answer within this time is closed: nobody could rely on its locks. */
const ANSWER_MS = 3000
const HEARTBEAT_MS = 2000

export async function connectDirect(url: string, onError: (error: Error) => void): Promise<DirectConnection> {
  const channels = new Map<string, Set<(payload: string) => void>>()
  const lostListeners = new Set<() => void>()
  const held = new Set<string>()
  const notifying = new Set<string>()
  let client: pg.Client | undefined
  let closed = false
  let timer: NodeJS.Timeout | undefined

  // One statement at a time, as pg requires; and two tries for one lock must not take it twice (session locks nest).
  let last: Promise<unknown> = Promise.resolve()
  const oneAtATime = <T>(work: (on: pg.Client) => Promise<T>): Promise<T> => {
    const next = last.then(async () => {
      const on = client
      if (!on) throw new Error('the direct connection is down')
      return work(on).catch((error: unknown) => {
        if (isAway(error)) streamOf(on).destroy()
        throw error
      })
    })
    last = next.catch(() => undefined)
    return next
  }
  const connect = async () => {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'mymacrotracker-direct',
      keepAlive: true,
      keepAliveInitialDelayMillis: 4000,
      query_timeout: ANSWER_MS,
      options: SERVER_KEEPALIVE,
    })
    next.on('notification', ({ channel, payload }) => {
      for (const heard of channels.get(channel) ?? []) heard(payload ?? '')
    })
    next.on('error', onError)
    next.on('end', () => {
      if (client !== next) return
      client = undefined
      held.clear()
      for (const lost of lostListeners) lost()
      if (!closed) schedule()
    })
    try {
      await connectWithin(next, ANSWER_MS)
      await refuseStandby(next)
      for (const channel of channels.keys()) await next.query(`listen ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      streamOf(next).destroy()
      throw error
    }
    if (closed) await next.end()
    else client = next
  }
  const schedule = () => {
    timer = setTimeout(() => {
      connect().catch((error: Error) => {
        onError(error)
        if (!closed) schedule()
      })
    }, RECONNECT_MS)
  }

  await connect()
  const heartbeat = setInterval(() => {
    oneAtATime((on) => on.query('select 1')).catch(() => undefined)
  }, HEARTBEAT_MS)
  heartbeat.unref()
  return {
    async listen(channel, heard) {
      if (!channels.has(channel)) {
        channels.set(channel, new Set())
        await oneAtATime((on) => on.query(`listen ${pg.escapeIdentifier(channel)}`)).catch(onError)
      }
      channels.get(channel)!.add(heard)
      return () => {
        channels.get(channel)?.delete(heard)
      }
    },
    notify(channel, payload) {
      const name = `${channel} ${payload}`
      if (notifying.has(name)) return
      notifying.add(name)
      oneAtATime((on) => {
        notifying.delete(name)
        return on.query('select pg_notify($1, $2)', [channel, payload])
      }).catch(() => notifying.delete(name))
    },
    tryLock: (name) =>
      oneAtATime(async (on) => {
        if (held.has(name)) return true
        const { rows } = await on.query<{ got: boolean }>(
          'select pg_try_advisory_lock(hashtextextended($1, 0)) as got',
          [name],
        )
        const got = rows[0]!.got && client === on
        if (got) held.add(name)
        return got
      }).catch(() => false),
    unlock: (name) =>
      oneAtATime(async (on) => {
        if (held.delete(name)) await on.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name])
      }).catch(() => undefined),
    onLost(lost) {
      lostListeners.add(lost)
      return () => {
        lostListeners.delete(lost)
      }
    },
    async close() {
      closed = true
      clearTimeout(timer)
      clearInterval(heartbeat)
      const leaving = client
      await last
      client = undefined
      await leaving?.end().catch(() => undefined)
    },
  }
}

/** A standby grants locks too, and they exclude nobody. */
async function refuseStandby(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
  if (rows[0]!.standby) throw new UnavailableError('DATABASE_UNAVAILABLE', 'this is a standby')
}
