import { setTimeout as sleep } from 'node:timers/promises'
import { ServiceError } from '@mymacrotracker/errors'
import type { Admin } from 'kafkajs'
import { asUnavailable, within, type Connect, type Patience } from './connection.ts'

export interface Watermarks {
  low: bigint
  high: bigint
}

/** Requests to the brokers. Each fails as unavailable when no answer comes in time. */
export interface Administration {
  ask<T>(work: (admin: Admin) => Promise<T>): Promise<T>
  /** By partition: the first offset kept, and the next one to be written. */
  watermarks(topic: string): Promise<Map<number, Watermarks>>
  close(): Promise<void>
}

interface OpenAdmin {
  connected: Promise<Admin>
  cut(): void
}

/** Short, because the next attempt starts with fresh metadata, which the library's own retries do not always fetch. */
const ASKING: Patience = { requestTimeoutMs: 5000, retries: 4 }
const LIMIT_MS = 8000
const RETRY_MS = 200

export function createAdministration(connect: Connect): Administration {
  let current: OpenAdmin | undefined
  const close = async ({ connected, cut }: OpenAdmin) => {
    await connected.then((admin) => admin.disconnect()).catch(() => undefined)
    cut()
  }
  const discard = (failed: OpenAdmin) => {
    if (current === failed) current = undefined
    void close(failed)
  }
  /** Each attempt after a failure uses a new client: the old one may believe in former leaders for five more minutes. */
  const attempt = async <T>(work: (admin: Admin) => Promise<T>): Promise<T> => {
    for (const startedAt = Date.now(); ;) {
      const mine = (current ??= openAdmin(connect))
      try {
        return await work(await mine.connected)
      } catch (error) {
        discard(mine)
        if (error instanceof ServiceError || Date.now() - startedAt > LIMIT_MS) throw error
        await sleep(RETRY_MS)
      }
    }
  }
  const ask = async <T>(work: (admin: Admin) => Promise<T>): Promise<T> => {
    try {
      return await within(LIMIT_MS, 'the brokers did not answer', attempt(work))
    } catch (error) {
      return error instanceof ServiceError
        ? Promise.reject(error)
        : asUnavailable('the brokers did not answer')(error)
    }
  }
  return {
    ask,
    async watermarks(topic) {
      const offsets = await ask((admin) => admin.fetchTopicOffsets(topic))
      return new Map(
        offsets.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]),
      )
    },
    close: async () => {
      if (current) await close(current)
    },
  }
}

function openAdmin(connect: Connect): OpenAdmin {
  const { kafka, cut } = connect(ASKING)
  const admin = kafka.admin()
  return { connected: admin.connect().then(() => admin), cut }
}
