import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startKafka, type KafkaCluster } from '../brokers/kafka-cluster.ts'
import { startNats, type NatsCluster } from '../brokers/nats-cluster.ts'

/** A Kafka of a drill's own, gone with it. */
export const startDrillKafka = (brokers: 1 | 3): Promise<KafkaCluster> =>
  inFolder('kafka', (dir) => startKafka({ brokers, dir }))

/** A NATS of a drill's own, gone with it. */
export const startDrillNats = (servers: 1 | 3): Promise<NatsCluster> =>
  inFolder('nats', (dir) => startNats({ servers, dir }))

async function inFolder<T extends { stop(): Promise<void> }>(
  name: string,
  start: (dir: string) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), `mymacrotracker-${name}-`))
  const cluster = await start(dir)
  return {
    ...cluster,
    async stop() {
      await cluster.stop()
      await rm(dir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
