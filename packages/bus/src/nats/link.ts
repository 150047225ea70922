import { UnavailableError } from '@mymacrotracker/errors'
import type { Logger } from '@mymacrotracker/telemetry'
import {
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  type JetStreamManager,
  type PubAck,
} from '@nats-io/jetstream'
import { AuthorizationError, connect, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node'
import { MAX_BODY_BYTES } from '../bus.ts'

export interface LinkOptions {
  /** `host:port` of every server; with three or more, everything has three replicas. */
  servers: readonly string[]
  /** The connection's name in the server's monitoring. */
  clientId: string
  credentials?: { username: string; password: string }
  /** TLS with the system's authorities. */
  tls?: boolean
  /** Replicas of every stream; by default three when at least three servers are given, else one. */
  copies?: number
  logger: Logger
}

interface Sending {
  headers?: MsgHdrs
  messageId?: string
  expectedSequence?: number
  untilMs?: number
}

/** A connection that reconnects for ever. Whatever fails on it rejects as unavailable, within `REQUEST_LIMIT_MS`. */
export interface Link {
  connection: NatsConnection
  manager: JetStreamManager
  replicas: number
  isConnected(): boolean
  /** Calls the listener after each reconnection. */
  onReconnected(listener: () => void): () => void
  /** Resolves when the message is stored; undefined when `expectedSequence` is not its subject's last. */
  store(subject: string, body: Uint8Array, sending?: Sending): Promise<PubAck | undefined>
  /** Sends without acknowledgement; may be lost. */
  hint(subject: string, text?: string): void
  close(): Promise<void>
}

export const REQUEST_LIMIT_MS = 3000
const OLDEST = [2, 11]
/** A body, with room for its headers and encryption. */
const NEEDED_PAYLOAD = MAX_BODY_BYTES * 1.5
const CONNECTED_CHECK_MS = 20
/** "Wrong last sequence", with and without the sequence named. */
const WRONG_SEQUENCE = new Set([10071, 10164])

export async function openLink({
  servers,
  clientId,
  credentials,
  tls = false,
  copies = servers.length >= 3 ? 3 : 1,
  logger,
}: LinkOptions): Promise<Link> {
  const connection = await connect({
    servers: [...servers],
    name: clientId,
    timeout: REQUEST_LIMIT_MS,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    pingInterval: 3000,
    maxPingOut: 2,
    ignoreAuthErrorAbort: true,
    ...(tls && { tls: {} }),
    ...(credentials && { user: credentials.username, pass: credentials.password }),
  }).catch((error: unknown) => {
    throw error instanceof AuthorizationError
      ? new Error('NATS refuses the credentials', { cause: error })
      : away(error)
  })
  try {
    requireFitting(connection)
    const manager = await unlessAway(jetstreamManager(connection, { timeout: REQUEST_LIMIT_MS }))
    return linkOn({ connection, manager, replicas: copies, logger })
  } catch (error) {
    await connection.close()
    throw error
  }
}

function linkOn({
  connection,
  manager,
  replicas,
  logger,
}: {
  connection: NatsConnection
  manager: JetStreamManager
  replicas: number
  logger: Logger
}): Link {
  const listeners = new Set<() => void>()
  const publishing = jetstream(connection, { timeout: REQUEST_LIMIT_MS })
  let isUp = true
  const watch = async () => {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect' && isUp) {
        isUp = false
        logger.warn('the connection to NATS is lost')
      }
      if (type === 'reconnect') {
        isUp = true
        logger.info('the connection to NATS is back')
        for (const listener of listeners) listener()
      }
    }
  }
  void watch()
  const isConnected = () => isUp && !connection.isClosed()
  // What is sent while disconnected would be buffered in the client and arrive long after its caller has given up.
  const whenConnected = async (untilMs: number) => {
    while (!isConnected()) {
      if (connection.isClosed() || Date.now() >= untilMs) throw away(new Error('not connected'))
      await new Promise((resolve) => setTimeout(resolve, CONNECTED_CHECK_MS))
    }
  }
  return {
    connection,
    manager,
    replicas,
    isConnected,
    onReconnected(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async store(
      subject,
      body,
      { headers, messageId, expectedSequence, untilMs = Date.now() + REQUEST_LIMIT_MS } = {},
    ) {
      await whenConnected(untilMs)
      const timeout = Math.min(REQUEST_LIMIT_MS, untilMs - Date.now())
      if (timeout <= 0) throw away(new Error('too late'))
      const expect = expectedSequence === undefined ? {} : { lastSubjectSequence: expectedSequence }
      try {
        return await publishing.publish(subject, body, {
          timeout,
          expect,
          ...(headers && { headers }),
          ...(messageId && { msgID: messageId }),
        })
      } catch (error) {
        if (error instanceof JetStreamApiError && WRONG_SEQUENCE.has(error.code)) return undefined
        throw away(error)
      }
    },
    hint(subject, text = '') {
      if (isConnected()) connection.publish(subject, text)
    },
    close: () => connection.close(),
  }
}

/** Whatever NATS fails with is transient, or an operator's to fix. */
export async function unlessAway<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw away(error)
  }
}

function away(error: unknown): UnavailableError {
  return new UnavailableError('BUS_AWAY', 'NATS does not answer', { cause: error })
}

function requireFitting({ info }: NatsConnection): void {
  const [major = 0, minor = 0] = (info?.version ?? '').split('.').map(Number)
  if (major < OLDEST[0]! || (major === OLDEST[0] && minor < OLDEST[1]!))
    throw new Error(`nats-server ${OLDEST.join('.')} or later is needed; this is ${info?.version}`)
  if ((info?.max_payload ?? 0) < NEEDED_PAYLOAD)
    throw new Error(`nats-server must allow a max_payload of 2MB; it allows ${info?.max_payload} bytes`)
}
