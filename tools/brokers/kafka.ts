// A real Kafka on this machine, until Ctrl-C.
//   npm run broker:kafka -- [--brokers 1|3] [--port 9092] [--dir <folder>]
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startKafka } from './kafka-cluster.ts'

const { values } = parseArgs({
  options: {
    brokers: { type: 'string', default: '1' },
    port: { type: 'string', default: '9092' },
    dir: { type: 'string' },
  },
})
if (values.brokers !== '1' && values.brokers !== '3') throw new Error('--brokers must be 1 or 3')
const brokers = values.brokers === '3' ? 3 : 1
const dir = values.dir ?? join(import.meta.dirname, `../../.cache/kafka/data-${brokers}`)
const startedAt = performance.now()
const cluster = await startKafka({ brokers, dir, port: Number(values.port) })

console.log(`
  Kafka is ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${brokers === 1 ? 'one broker' : 'three brokers in the racks a, b and c'}

  Use it    BUS=kafka KAFKA_BROKERS=${cluster.bootstrap.join(',')} npm start
  Data      ${dir}
`)
await new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
})
console.log('stopping')
await cluster.stop()
process.exit(0)
