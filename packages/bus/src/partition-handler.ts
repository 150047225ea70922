import { classifyFailure, isAway } from '@mymacrotracker/errors'
import { traceFields, type Logger, type Metrics } from '@mymacrotracker/telemetry'
import type { BusDriver, ConsumeOptions, DeliveredMessage, PartitionOutcome } from './bus.ts'

interface HandlerOptions extends ConsumeOptions {
  driver: BusDriver
  logger: Logger
  metrics: Metrics
}

/** Tries before a message that fails for a reason of its own is parked. */
const POISON_TRIES = 5
/**
 * How long a message that fails for a transient reason is retried before it is parked: no partition is blocked for more than
 * 60 s. While nothing at all can be handled, because the database is away, parking would help nobody: all messages wait.
 */
const TRANSIENT_LIMIT_MS = 50_000
const FIRST_BACKOFF_MS = 100
const MAX_BACKOFF_MS = 5_000

interface Failing {
  tries: number
  poisonTries: number
  sinceMs: number
}

/** Handles a partition's batches: each key as a unit, with retries and backoff, and parks a key that cannot continue. */
export function createPartitionHandler({ group, topic, driver, logger, metrics, handle }: HandlerOptions) {
  const failing = new Map<string, Failing>()
  let lastHandledMs = 0
  /** By partition: messages of the current batch that are done, while the rest waits for a retry. */
  const dealtWith = new Map<number, Set<string>>()
  const count = (outcome: string, by = 1) => metrics.consumed.inc({ consumer: group, outcome }, by)

  const park = async (message: DeliveredMessage, reason: string) => {
    await driver.park(group, message, reason)
    failing.delete(message.eventId)
    metrics.parked.inc({ consumer: group })
    logger.error(
      { consumer: group, topic, eventId: message.eventId, reason, ...traceOf(message) },
      'a message was parked: fix the cause, then redrive',
    )
  }

  /** Undefined when the message is handled or parked, else how long to wait before the next try. */
  const handleOne = async (message: DeliveredMessage): Promise<number | undefined> => {
    try {
      await handle([message])
      failing.delete(message.eventId)
      lastHandledMs = Date.now()
      count('handled')
      return undefined
    } catch (error) {
      const state = failing.get(message.eventId) ?? { tries: 0, poisonTries: 0, sinceMs: Date.now() }
      failing.set(message.eventId, state)
      state.tries++
      count('failed')
      const transient = classifyFailure(error) === 'transient'
      logger.warn(
        {
          err: error,
          consumer: group,
          eventId: message.eventId,
          tries: state.tries,
          transient,
          ...traceOf(message),
        },
        'a message could not be handled',
      )
      if (!transient) state.poisonTries++
      const isEverythingAway = transient && isAway(error) && lastHandledMs < state.sinceMs
      if (
        transient
          ? !isEverythingAway && Date.now() - state.sinceMs > TRANSIENT_LIMIT_MS
          : state.poisonTries >= POISON_TRIES
      ) {
        // When parking fails too, everything is away: the message starts over once it is back.
        await park(message, reasonOf(error)).catch((failed: unknown) => {
          failing.delete(message.eventId)
          throw failed
        })
        return undefined
      }
      return Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (state.tries - 1))
    }
  }

  const handleKey = async (
    messages: readonly DeliveredMessage[],
    finish: (run: readonly DeliveredMessage[]) => void,
  ): Promise<number | undefined> => {
    if (messages.length > 1) {
      const together = await handle(messages).then(
        () => true,
        () => false,
      )
      if (together) {
        lastHandledMs = Date.now()
        count('handled', messages.length)
        finish(messages)
        return undefined
      }
    }
    for (let at = 0; at < messages.length; at++) {
      const waitMs = await handleOne(messages[at]!)
      if (waitMs !== undefined) return waitMs
      finish([messages[at]!])
      const parked = await driver.parkedKeys(group, topic, [messages[at]!.key])
      if (parked.size > 0) {
        for (const later of messages.slice(at + 1))
          await park(later, 'an earlier message of its key is parked')
        finish(messages)
        return undefined
      }
    }
    return undefined
  }

  return {
    async onBatch(batch: readonly DeliveredMessage[]): Promise<PartitionOutcome> {
      const { partition } = batch[0]!
      const earlier = dealtWith.get(partition) ?? new Set()
      const messages = batch.filter(({ eventId }) => !earlier.has(eventId))
      const byKey = Map.groupBy(messages, ({ key }) => key)
      const parkedKeys = await driver.parkedKeys(group, topic, [...byKey.keys()])
      let retryAfterMs: number | undefined
      const finish = (run: readonly DeliveredMessage[]) => {
        for (const { eventId } of run) {
          earlier.add(eventId)
          failing.delete(eventId)
        }
      }
      for (const [key, run] of byKey) {
        if (parkedKeys.has(key)) {
          for (const message of run) await park(message, 'an earlier message of its key is parked')
          finish(run)
          continue
        }
        const waitMs = await handleKey(run, finish)
        if (waitMs !== undefined) retryAfterMs = Math.min(retryAfterMs ?? Infinity, waitMs)
      }
      if (retryAfterMs === undefined) dealtWith.delete(partition)
      else dealtWith.set(partition, earlier)
      return retryAfterMs === undefined ? { done: true } : { done: false, retryAfterMs }
    },

    /** From the first that fails again on, messages stay parked. */
    async onRedriven(messages: readonly DeliveredMessage[]): Promise<readonly DeliveredMessage[]> {
      for (let at = 0; at < messages.length; at++) {
        try {
          await handle([messages[at]!])
          count('redriven')
        } catch (error) {
          logger.warn(
            { err: error, consumer: group, eventId: messages[at]!.eventId, ...traceOf(messages[at]!) },
            'a redriven message failed again',
          )
          return messages.slice(at)
        }
      }
      return []
    },
  }
}

const traceOf = ({ headers }: DeliveredMessage) => traceFields(headers['traceparent'])

/** The class of a failure without its message, which may hold personal data. */
function reasonOf(error: unknown): string {
  const { name, code, reason } = error as { name?: string; code?: string; reason?: string }
  return [name, reason ?? code].filter(Boolean).join(' ').slice(0, 200) || 'unknown'
}
