import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startKafka } from '../brokers/kafka-cluster.ts'
import type { KafkaCluster } from '../brokers/kafka-cluster.ts'

/** A Kafka of a drill's own, gone with it. */
export async function startDrillKafka(brokers: 1 | 3): Promise<KafkaCluster> {
  const dir = await mkdtemp(join(tmpdir(), 'mymacrotracker-kafka-'))
  const cluster = await startKafka({ brokers, dir })
  return {
    ...cluster,
    async stop() {
      await cluster.stop()
      await rm(dir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
