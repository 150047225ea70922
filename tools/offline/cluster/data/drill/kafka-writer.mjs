// One loop for each partition, one record in one request at a time; prints `ack ID MILLISECONDS`.
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'

const { Kafka, logLevel } = createRequire('/app/packages/bus/package.json')('kafkajs')
const { HOST: host, RUN: run } = process.env
const partitions = 6
const pauseMs = 20
const brokers = [`${host}:9092`]
// kafkajs lets some failures of lost connections go by nobody
process.on('unhandledRejection', () => {})

const admin = new Kafka({
  clientId: 'drill',
  brokers,
  logLevel: logLevel.NOTHING,
  retry: { initialRetryTime: 300, retries: 20 },
}).admin()
await admin.connect()
await admin.createTopics({
  waitForLeaders: true,
  topics: [{ topic: 'drill', numPartitions: partitions, replicationFactor: 3 }],
})
await admin.disconnect()
const kafka = new Kafka({
  clientId: 'drill',
  brokers,
  logLevel: logLevel.NOTHING,
  connectionTimeout: 1000,
  requestTimeout: 3000,
  retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 0 },
})
const producer = kafka.producer({
  idempotent: false,
  maxInFlightRequests: 1,
  metadataMaxAge: 5000,
  allowAutoTopicCreation: false,
})
await producer.connect()

async function write(partition) {
  for (let n = 0, told; ; n++) {
    const id = `${run}-${partition}-${n}`
    try {
      await producer.send({ topic: 'drill', acks: -1, timeout: 2500, messages: [{ partition, value: id }] })
      console.log('ack', id, Date.now())
      told = undefined
      await sleep(pauseMs)
    } catch (error) {
      if (error.message !== told) console.log('error', Date.now(), partition, (told = error.message))
      await sleep(100)
    }
  }
}
await Promise.all(Array.from({ length: partitions }, (_, partition) => write(partition)))
