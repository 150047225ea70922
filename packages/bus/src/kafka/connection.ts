import { UnavailableError } from '@mymacrotracker/errors'
import type { Logger } from '@mymacrotracker/telemetry'
import { Kafka, logLevel } from 'kafkajs'
import type { ISocketFactory, LogEntry } from 'kafkajs'

export interface ConnectionOptions {
  /** `host:port` of some brokers; they name the others. */
  brokers: readonly string[]
  clientId: string
  /** TLS with the system's authorities. */
  ssl?: boolean
  /** SASL, SCRAM-SHA-512. */
  credentials?: { username: string; password: string }
  /** Opens connections in place of net and tls: through a proxy, or so that a test can cut them. */
  socketFactory?: ISocketFactory
}

/** How patient a client is with its brokers. */
export interface Patience { requestTimeoutMs: number; retries: number }

const CONNECT_TIMEOUT_MS = 2000
const AUTHENTICATION_TIMEOUT_MS = 5000
const RETRY = { initialRetryTime: 100, maxRetryTime: 1000, factor: 0.2, multiplier: 2 }

export function connectKafka({ brokers, clientId, ssl, credentials, socketFactory, logger }: ConnectionOptions & { logger: Logger }, { requestTimeoutMs, retries }: Patience): Kafka {
  return new Kafka({
    brokers: [...brokers], clientId, ssl, socketFactory, ...(credentials && { sasl: { mechanism: 'scram-sha-512', ...credentials } }),
    connectionTimeout: CONNECT_TIMEOUT_MS, authenticationTimeout: AUTHENTICATION_TIMEOUT_MS, requestTimeout: requestTimeoutMs, enforceRequestTimeout: true, retry: { ...RETRY, retries },
    logLevel: logLevel.INFO, logCreator: () => (entry) => write(logger, entry),
  })
}

/** The library calls an error what it then mends by itself; what matters is told by those who use it. */
function write(logger: Logger, { level, namespace, log: { message, broker, groupId, error } }: LogEntry): void {
  const tell = level === logLevel.ERROR ? logger.info : logger.debug
  tell.call(logger, { kafka: { broker, groupId, error } }, `${namespace}: ${message}`)
}

/** Whatever a broker or the way to it failed with passes by itself, as far as its callers are concerned. */
export function asUnavailable(what: string) {
  return (error: unknown): never => { throw new UnavailableError('BUS_UNAVAILABLE', what, { cause: error }) }
}

/** Fails as unavailable when `work` takes longer; what it does meanwhile goes on. */
export async function within<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new UnavailableError('BUS_UNAVAILABLE', `${what} within ${limitMs} ms`)), limitMs) })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
