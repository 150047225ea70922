// Resets groups of consumers to the start of their topics, as kafka-consumer-groups.sh --reset-offsets --to-earliest does, which
// the brokers' jars lack. Names do not resolve in the client's network, so each broker is given with its address.
//   node tools/cluster/reset-offsets.ts --broker kafka-0=10.244.1.5 … --group events.on-food-changed=<topic> …
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Kafka, logLevel } from 'kafkajs'

const PORT = 9092
/** A killed member stays in its group for another 8 s. */
const LIMIT_MS = 30_000

const { values } = parseArgs({
  options: {
    broker: { type: 'string', multiple: true, default: [] },
    group: { type: 'string', multiple: true, default: [] },
  },
})
const pairs = (words: readonly string[]) => words.map((word) => word.split('=') as [string, string])
const addresses = new Map(pairs(values.broker))
const kafka = new Kafka({
  clientId: 'reset-offsets',
  brokers: [...addresses.keys()].map((name) => `${name}:${PORT}`),
  logLevel: logLevel.NOTHING,
  // A broker's own name starts with that of its pod.
  socketFactory: ({ host, port, onConnect }) =>
    connect({ host: addresses.get(host.split('.')[0]!) ?? host, port }, onConnect),
})
const admin = kafka.admin()
await admin.connect()
for (const [groupId, topic] of pairs(values.group)) {
  const starts = (await admin.fetchTopicOffsets(topic)).map(({ partition, low }) => ({
    partition,
    offset: low,
  }))
  await onceEmpty(() => admin.setOffsets({ groupId, topic, partitions: starts }))
  const [found] = await admin.fetchOffsets({ groupId, topics: [topic] })
  const wrong = starts.filter(
    ({ partition, offset }) =>
      found?.partitions.find((each) => each.partition === partition)?.offset !== offset,
  )
  if (wrong.length > 0)
    throw new Error(
      `${groupId} is not at the start of partitions ${wrong.map(({ partition }) => partition).join(', ')}`,
    )
  console.log(`${groupId} is back at the start of ${topic}`)
}
await admin.disconnect()
process.exit(0)

/** Offsets can be set only for a group without members. */
async function onceEmpty(work: () => Promise<void>): Promise<void> {
  for (const startedAt = Date.now(); ;) {
    try {
      return await work()
    } catch (error) {
      if (Date.now() - startedAt > LIMIT_MS) throw error
      await sleep(1000)
    }
  }
}
