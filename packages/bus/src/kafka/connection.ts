import { Socket, connect, isIP } from 'node:net'
import tls from 'node:tls'
import { UnavailableError } from '@mymacrotracker/errors'
import type { Logger } from '@mymacrotracker/telemetry'
import { Kafka, logLevel, type ISocketFactory, type LogEntry } from 'kafkajs'
import { stopPollingIdleQueues } from './library-internals.ts'

export interface ConnectionOptions {
  /** `host:port` of some brokers, which name the others. */
  brokers: readonly string[]
  clientId: string
  /** TLS with the system's authorities. */
  ssl?: boolean
  /** SASL, SCRAM-SHA-512. */
  credentials?: { username: string; password: string }
  /** Opens connections instead of net and tls, so that a test can cut them. */
  socketFactory?: ISocketFactory
}

/** How patient a client is with its brokers. */
export interface Patience {
  requestTimeoutMs: number
  retries: number
}

const CONNECT_TIMEOUT_MS = 2000
const AUTHENTICATION_TIMEOUT_MS = 5000
const KEEP_ALIVE_MS = 60_000
const RETRY = { initialRetryTime: 100, maxRetryTime: 1000, factor: 0.2, multiplier: 2 }

/** A client and its connections. */
interface KafkaClient {
  kafka: Kafka
  /** Destroys every connection and prevents new ones: after a disconnect the library may go on opening them for ever. */
  cut(): void
}

/** Creates a new client. */
export type Connect = (patience: Patience) => KafkaClient

export function createConnect({
  brokers,
  clientId,
  ssl,
  credentials,
  socketFactory = openSocket,
  logger,
}: ConnectionOptions & { logger: Logger }): Connect {
  stopPollingIdleQueues()
  return ({ requestTimeoutMs, retries }) => {
    const sockets = new Set<Socket>()
    let isCut = false
    const open: ISocketFactory = (wanted) => {
      const socket = isCut ? closedSocket() : socketFactory(wanted)
      sockets.add(socket)
      return socket.once('close', () => sockets.delete(socket))
    }
    const kafka = new Kafka({
      brokers: [...brokers],
      clientId,
      ssl,
      socketFactory: open,
      ...(credentials && { sasl: { mechanism: 'scram-sha-512', ...credentials } }),
      connectionTimeout: CONNECT_TIMEOUT_MS,
      authenticationTimeout: AUTHENTICATION_TIMEOUT_MS,
      requestTimeout: requestTimeoutMs,
      enforceRequestTimeout: true,
      retry: { ...RETRY, retries },
      logLevel: logLevel.INFO,
      logCreator: () => (entry) => write(logger, entry),
    })
    return {
      kafka,
      cut() {
        isCut = true
        for (const socket of sockets) socket.destroy(new Error('the client is closed'))
      },
    }
  }
}

const openSocket: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const socket = ssl
    ? tls.connect({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ssl }, onConnect)
    : connect({ host, port }, onConnect)
  return socket.setKeepAlive(true, KEEP_ALIVE_MS)
}

function closedSocket(): Socket {
  const socket = new Socket()
  process.nextTick(() => socket.destroy(new Error('the client is closed')))
  return socket
}

/** The library logs as errors what it then recovers from by itself; its callers log what matters. */
function write(
  logger: Logger,
  { level, namespace, log: { message, broker, groupId, error } }: LogEntry,
): void {
  const log = level === logLevel.ERROR ? logger.info : logger.debug
  log.call(logger, { kafka: { broker, groupId, error } }, `${namespace}: ${message}`)
}

/** For callers, whatever a broker or the network failed with is transient. */
export function asUnavailable(what: string) {
  return (error: unknown): never => {
    throw new UnavailableError('BUS_UNAVAILABLE', what, { cause: error })
  }
}

/** Rejects as unavailable when `work` takes longer; the work itself continues. */
export async function within<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new UnavailableError('BUS_UNAVAILABLE', `${what} within ${limitMs} ms`)),
      limitMs,
    )
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
