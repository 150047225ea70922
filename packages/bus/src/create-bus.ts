import { InvalidError } from '@mymacrotracker/errors'
import { noTracing, type Logger, type Metrics, type Tracing } from '@mymacrotracker/telemetry'
import { MAX_BODY_BYTES, type Bus, type BusDriver } from './bus.ts'
import { createLagReport } from './lag-report.ts'
import { createMessageSpans } from './message-spans.ts'
import { createPartitionHandler } from './partition-handler.ts'

interface BusOptions {
  driver: BusDriver
  logger: Logger
  metrics: Metrics
  tracing?: Tracing | undefined
  /** The broker's name in spans. */
  system?: string
  /** Delivers each message twice, the second time after the first has committed; for the contract suite. */
  deliverTwice?: boolean
}

/** The bus on a driver: limits, retries, parking, spans and metrics, which are the same for all drivers. */
export function createBus({
  driver,
  logger,
  metrics,
  tracing = noTracing,
  system = 'postgresql',
  deliverTwice = false,
}: BusOptions): Bus {
  const spans = createMessageSpans({ tracing, metrics, system })
  const lag = createLagReport(driver, metrics)
  return {
    async publish(messages) {
      for (const { body, topic } of messages) {
        if (body.length > MAX_BODY_BYTES)
          throw new InvalidError(
            'MESSAGE_TOO_LARGE',
            `a message of ${topic} has ${body.length} bytes, more than ${MAX_BODY_BYTES}`,
          )
      }
      if (messages.length > 0) await spans.sending(messages, (carried) => driver.publish(carried))
    },
    async consume({ group, topic, handle }) {
      const observed: typeof handle = async (messages) => {
        await spans.handling({ group, topic, messages }, () => handle(messages))
        if (deliverTwice) await spans.handling({ group, topic, messages }, () => handle(messages))
      }
      const handler = createPartitionHandler({ group, topic, driver, logger, metrics, handle: observed })
      const subscription = await driver.subscribe({
        group,
        topic,
        onBatch: handler.onBatch,
        onRedriven: handler.onRedriven,
      })
      lag.add(group)
      return {
        async stop() {
          lag.remove(group)
          await subscription.stop()
        },
      }
    },
    broadcast: (topic, hear, options) =>
      driver.broadcast(
        topic,
        (message) => {
          try {
            hear(message)
            if (deliverTwice) hear(message)
          } catch (error) {
            logger.error({ err: error, topic }, 'a broadcast message could not be handled')
          }
        },
        options,
      ),
    replay: (group, topic) => driver.replay(group, topic),
    parked: (group) => driver.parked(group),
    redrive: (group, key) => driver.redrive(group, key),
    lag: (group) => driver.lag(group),
    close: () => driver.close(),
  }
}
