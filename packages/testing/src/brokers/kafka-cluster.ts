import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort } from '@mymacrotracker/database'
import { execa } from 'execa'
import { kafkaJars } from './kafka-jars.ts'
import { startServers, type ServerProcesses } from './server-processes.ts'

export interface KafkaOptions {
  /** One, or three in the racks a, b and c. */
  brokers: 1 | 3
  /** Data, settings and logs of the brokers; kept at the end. */
  dir: string
  /** First of the brokers' consecutive ports; free ones by default. */
  port?: number
  /** Broker settings that override the usual ones. */
  settings?: Record<string, string | number>
}

/** A real cluster, for development, tests and drills. Broker ids count from 1. */
export interface KafkaCluster extends ServerProcesses {
  bootstrap: string[]
}

interface Broker {
  id: number
  port: number
  controllerPort: number
  folder: string
  config: string
}

const RACKS = ['a', 'b', 'c']
const LOGGING = join(import.meta.dirname, '../../kafka/log4j2.yaml')

export async function startKafka(options: KafkaOptions): Promise<KafkaCluster> {
  const java = [
    '-cp',
    `${kafkaJars()}/*`,
    `-Dlog4j2.configurationFile=${LOGGING}`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:+ExitOnOutOfMemoryError',
  ]
  const brokers = await Promise.all(
    Array.from({ length: options.brokers }, (_, at) => prepareBroker(options, at)),
  )
  const clusterId = clusterIdIn(options.dir)
  for (const broker of brokers)
    writeFileSync(broker.config, settingsOf(broker, brokers, options.settings ?? {}))
  await Promise.all(
    brokers.map(
      ({ config }) =>
        execa`java ${java} -Xmx64m kafka.tools.StorageTool format --ignore-formatted --cluster-id ${clusterId} --config ${config}`,
    ),
  )
  const processes = await startServers(
    brokers.map(({ id, port, folder, config }) => ({
      name: `broker ${id}`,
      program: 'java',
      words: [...java, '-Xmx256m', 'kafka.Kafka', config],
      log: join(folder, 'broker.log'),
      env: { LC_ALL: 'C.UTF-8' },
      // The client port opens once the broker has caught up with the cluster's metadata.
      isReady: () => accepts(port),
    })),
  )
  return { ...processes, bootstrap: brokers.map(({ port }) => `127.0.0.1:${port}`) }
}

async function prepareBroker({ dir, port }: KafkaOptions, at: number): Promise<Broker> {
  const folder = join(dir, `broker-${at + 1}`)
  mkdirSync(folder, { recursive: true })
  return {
    id: at + 1,
    folder,
    config: join(folder, 'server.properties'),
    port: port === undefined ? await freePort() : port + at,
    controllerPort: port === undefined ? await freePort() : port + 1000 + at,
  }
}

/** The id is stored in the data: made once, and kept. */
function clusterIdIn(dir: string): string {
  const file = join(dir, 'cluster-id')
  if (!existsSync(file)) writeFileSync(file, randomBytes(16).toString('base64url').replace(/^-/, 'A'))
  return readFileSync(file, 'utf8')
}

function settingsOf(
  { id, port, controllerPort, folder }: Broker,
  brokers: readonly Broker[],
  more: Record<string, string | number>,
): string {
  const copies = Math.min(3, brokers.length)
  const inSync = Math.max(1, copies - 1)
  const settings: Record<string, string | number> = {
    'node.id': id,
    'process.roles': 'broker,controller',
    'broker.rack': RACKS[id - 1]!,
    'log.dirs': join(folder, 'data'),
    listeners: `CLIENT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENT',
    'controller.quorum.voters': brokers
      .map((each) => `${each.id}@127.0.0.1:${each.controllerPort}`)
      .join(','),
    'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector',
    'default.replication.factor': copies,
    'min.insync.replicas': inSync,
    'unclean.leader.election.enable': 'false',
    'auto.create.topics.enable': 'false',
    'num.partitions': 12,
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': 6,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': 3,
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': 3,
    // By default a new group waits 3 s for more members.
    'group.initial.rebalance.delay.ms': 0,
    // Leaders return soon after their broker is back; the default is five minutes.
    'leader.imbalance.check.interval.seconds': 15,
    // How long a lost broker goes unnoticed, so the longest gap of its partitions; the default is 9 s.
    'broker.session.timeout.ms': 6000,
    'broker.heartbeat.interval.ms': 1000,
    'log.cleaner.dedupe.buffer.size': 2_097_152,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'background.threads': 2,
    ...more,
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const settle = (isOpen: boolean) => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => settle(true)).once('error', () => settle(false))
  })
}
