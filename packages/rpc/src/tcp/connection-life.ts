import type { ServerHttp2Session } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Server } from '@grpc/grpc-js'
import { http2ServersOf } from '../library-internals.ts'

/** The connections of a listening server. */
interface ConnectionLife {
  /** Tells every client to go elsewhere; calls under way go on. Resolves when all have acknowledged, after `limitMs` at the latest. */
  leave(limitMs: number): Promise<void>
}

/** How long a client may take to acknowledge. */
const ACK_MS = 1_000
const JITTER = 0.1

/**
 * Closes connections that reach a certain age. grpc-js closes a connection right after its GOAWAY: a call that crosses it on the
 * way is lost when no other is under way, and a client that connects during a stop never gets one. Here a ping follows the
 * GOAWAY, and its acknowledgement, behind which nothing can arrive, closes. Calls that cross are refused, and grpc-js clients
 * retry those by themselves.
 */
export function manageConnections(
  server: Server,
  { maxAgeMs, graceMs }: { maxAgeMs: number; graceMs: number },
): ConnectionLife {
  const sessions = new Set<ServerHttp2Session>()
  const listeners = http2ServersOf(server)
  let isLeaving = false
  const begin = (session: ServerHttp2Session) => {
    sessions.add(session)
    const timers = new Set<NodeJS.Timeout>()
    const after = (ms: number, step: () => void) => timers.add(setTimeout(step, ms).unref())
    session.once('close', () => {
      sessions.delete(session)
      for (const timer of timers) clearTimeout(timer)
    })
    const end = () => {
      sendAway(session)
      after(ACK_MS, () => session.close())
      after(graceMs, () => session.destroy())
    }
    if (isLeaving) end()
    else after(maxAgeMs * (1 - JITTER + Math.random() * 2 * JITTER), end)
  }
  for (const listener of listeners) listener.on('session', begin)
  return {
    async leave(limitMs) {
      isLeaving = true
      for (const listener of listeners) listener.maxConnections = 0
      for (const session of sessions) sendAway(session)
      const until = performance.now() + Math.min(limitMs, ACK_MS)
      while ([...sessions].some(({ closed }) => !closed) && performance.now() < until) await sleep(5)
    },
  }
}

/** Not before the client has acknowledged the settings: a grpc-js client misses a GOAWAY that arrives together with them. */
function sendAway(session: ServerHttp2Session): void {
  if (session.closed || session.destroyed) return
  if (session.pendingSettingsAck) return void session.once('localSettings', () => sendAway(session))
  session.goaway()
  session.ping(() => session.close())
}
