import { setTimeout as sleep } from 'node:timers/promises'
import { ServiceError } from '@mymacrotracker/errors'
import type { Admin, Kafka } from 'kafkajs'
import { asUnavailable, within } from './connection.ts'
import type { Patience } from './connection.ts'

export interface Watermarks { low: bigint; high: bigint }

/** Questions to the brokers. Each fails as unavailable when it has no answer in time. */
export interface Administration {
  ask<T>(work: (admin: Admin) => Promise<T>): Promise<T>
  /** By partition: the first offset there is, and the next one. */
  watermarks(topic: string): Promise<Map<number, Watermarks>>
  close(): Promise<void>
}

/** Short: whoever asks in vain starts anew with fresh metadata, which the library's own tries do not always fetch. */
export const ASKING: Patience = { requestTimeoutMs: 5000, retries: 4 }
const LIMIT_MS = 8000
const AGAIN_MS = 200

export function createAdministration(kafka: Kafka): Administration {
  let current: Promise<Admin> | undefined
  const connected = () => current ??= (async () => {
    const admin = kafka.admin()
    await admin.connect()
    return admin
  })()
  const discard = (failed: Promise<Admin>) => {
    if (current === failed) current = undefined
    failed.then((admin) => admin.disconnect()).catch(() => undefined)
  }
  /** After a failure with a new client: an old one may know leaders of the past for five minutes more. */
  const attempt = async <T>(work: (admin: Admin) => Promise<T>): Promise<T> => {
    for (const startedAt = Date.now(); ;) {
      const mine = connected()
      try {
        return await work(await mine)
      } catch (error) {
        discard(mine)
        if (error instanceof ServiceError || Date.now() - startedAt > LIMIT_MS) throw error
        await sleep(AGAIN_MS)
      }
    }
  }
  const ask = async <T>(work: (admin: Admin) => Promise<T>): Promise<T> => {
    try {
      return await within(LIMIT_MS, 'the brokers did not answer', attempt(work))
    } catch (error) {
      return error instanceof ServiceError ? Promise.reject(error) : asUnavailable('the brokers did not answer')(error)
    }
  }
  return {
    ask,
    async watermarks(topic) {
      const offsets = await ask((admin) => admin.fetchTopicOffsets(topic))
      return new Map(offsets.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]))
    },
    async close() {
      if (current) await current.then((admin) => admin.disconnect()).catch(() => undefined)
      current = undefined
    },
  }
}
