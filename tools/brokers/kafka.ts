// A real Kafka on this machine, until Ctrl-C.
//   npm run broker:kafka -- [--brokers 1|3] [--port 9092] [--dir <folder>]
import { startKafka } from '@mymacrotracker/testing/brokers'
import { runBroker } from './run-broker.ts'

await runBroker({
  name: 'kafka',
  countOption: 'brokers',
  port: 9092,
  async start({ count, ...options }) {
    const { bootstrap, stop } = await startKafka({ brokers: count, ...options })
    const what = count === 1 ? 'one broker' : 'three brokers in the racks a, b and c'
    return {
      stop,
      notes: `Kafka, ${what}\n\n  Use it    BUS=kafka KAFKA_BROKERS=${bootstrap.join(',')} npm start`,
    }
  },
})
