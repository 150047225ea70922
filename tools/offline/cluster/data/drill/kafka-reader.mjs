// Prints every record of the drill, one a line, then removes its topic.
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'

const { Kafka, logLevel } = createRequire('/app/packages/bus/package.json')('kafkajs')
const client = new Kafka({
  clientId: 'drill',
  brokers: [`${process.env.HOST}:9092`],
  logLevel: logLevel.NOTHING,
})
const admin = client.admin()
await admin.connect()
const ends = new Map(
  (await admin.fetchTopicOffsets('drill'))
    .map(({ partition, high }) => [partition, Number(high)])
    .filter(([, high]) => high > 0),
)

const consumer = client.consumer({ groupId: 'drill' })
await consumer.connect()
await consumer.subscribe({ topic: 'drill', fromBeginning: true })
await consumer.run({
  eachMessage: async ({ partition, message }) => {
    console.log(message.value.toString())
    if (Number(message.offset) + 1 >= ends.get(partition)) ends.delete(partition)
  },
})
for (const startedAt = Date.now(); ends.size > 0; await sleep(100)) {
  if (Date.now() - startedAt > 60_000) throw new Error('not everything could be read')
}
await consumer.disconnect()
await admin.deleteGroups(['drill'])
await admin.deleteTopics({ topics: ['drill'] })
// what is waited for in the last line of the log
console.log('all read')
process.exit(0)
