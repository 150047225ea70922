import type { Http2Server, ServerHttp2Session } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Server } from '@grpc/grpc-js'

/** The connections of a server that listens. */
export interface ConnectionLife {
  /** Sends every client elsewhere; running calls may go on. Waits until they have heard it, at most so long. */
  leave(withinMs: number): Promise<void>
}

/** A client that does not answer by then is not waited for. */
const ANSWER_MS = 1_000
const JITTER = 0.1

/**
 * Ends connections of a certain age. grpc-js closes a connection together with the word to go elsewhere: a call that crosses
 * the word is lost when no other is under way, and who connects during a stop is never told. Here a ping follows the word, and
 * its answer, behind which nothing can come, closes. Crossing calls are refused, which grpc-js clients send again unasked.
 */
export function manageConnections(
  server: Server,
  { maxAgeMs, graceMs }: { maxAgeMs: number; graceMs: number },
): ConnectionLife {
  const sessions = new Set<ServerHttp2Session>()
  const listeners = listenersOf(server)
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
      after(ANSWER_MS, () => session.close())
      after(graceMs, () => session.destroy())
    }
    if (isLeaving) end()
    else after(maxAgeMs * (1 - JITTER + Math.random() * 2 * JITTER), end)
  }
  for (const listener of listeners) listener.on('session', begin)
  return {
    async leave(withinMs) {
      isLeaving = true
      for (const listener of listeners) listener.maxConnections = 0
      for (const session of sessions) sendAway(session)
      const until = performance.now() + Math.min(withinMs, ANSWER_MS)
      while ([...sessions].some(({ closed }) => !closed) && performance.now() < until) await sleep(5)
    },
  }
}

/** Not before the client has answered the first settings: a grpc-js client misses the word when it comes together with them. */
function sendAway(session: ServerHttp2Session): void {
  if (session.closed || session.destroyed) return
  if (session.pendingSettingsAck) return void session.once('localSettings', () => sendAway(session))
  session.goaway()
  session.ping(() => session.close())
}

/** Node's servers under a grpc-js one, which shows them to nobody. A test sees to it that they are found. */
function listenersOf(server: Server): readonly Http2Server[] {
  const { http2Servers } = server as unknown as { http2Servers: Map<Http2Server, unknown> }
  return [...http2Servers.keys()]
}
