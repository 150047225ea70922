import { InvalidError } from '@mymacrotracker/errors'
import type { Logger, Metrics } from '@mymacrotracker/telemetry'
import { MAX_BODY_BYTES } from './bus.ts'
import type { Bus, BusDriver } from './bus.ts'
import { createPartitionHandler } from './partition-handler.ts'

interface BusOptions {
  driver: BusDriver
  logger: Logger
  metrics: Metrics
  /** Hands each message to its consumer twice, the second time after the first has committed; for the contract suite. */
  deliverTwice?: boolean
}

/** The bus on a driver: what is the same everywhere (limits, retries, parking) is here. */
export function createBus({ driver, logger, metrics, deliverTwice = false }: BusOptions): Bus {
  return {
    async publish(messages) {
      for (const { body, topic } of messages) {
        if (body.length > MAX_BODY_BYTES) throw new InvalidError('MESSAGE_TOO_LARGE', `a message of ${topic} has ${body.length} bytes, more than ${MAX_BODY_BYTES}`)
      }
      if (messages.length > 0) await driver.publish(messages)
    },
    consume({ group, topic, handle }) {
      const twice: typeof handle = async (messages) => {
        await handle(messages)
        if (deliverTwice) await handle(messages)
      }
      const handler = createPartitionHandler({ group, topic, driver, logger, metrics, handle: twice })
      return driver.subscribe({ group, topic, onBatch: handler.onBatch, onRedriven: handler.onRedriven })
    },
    broadcast: (topic, hear, options) => driver.broadcast(topic, (message) => {
      try {
        hear(message)
        if (deliverTwice) hear(message)
      } catch (error) {
        logger.error({ err: error, topic }, 'a broadcast was not understood')
      }
    }, options),
    replay: (group, topic) => driver.replay(group, topic),
    parked: (group) => driver.parked(group),
    redrive: (group, key) => driver.redrive(group, key),
    lag: (group) => driver.lag(group),
    close: () => driver.close(),
  }
}
