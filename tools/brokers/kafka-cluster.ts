import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@mymacrotracker/testing'
import { kafkaJars } from './kafka-jars.ts'

export interface KafkaOptions {
  /** One, or three in the racks a, b and c. */
  brokers: 1 | 3
  /** Where data, settings and logs of the brokers live; kept at the end. */
  dir: string
  /** The first of so many ports in a row; free ones when not given. */
  port?: number
  /** Settings beside the usual ones. */
  settings?: Record<string, string | number>
}

/** A real cluster, for development, tests and drills. Broker ids count from 1. */
export interface KafkaCluster {
  bootstrap: string[]
  /** SIGKILL; resolves when the process is gone. */
  kill(id: number): Promise<void>
  /** Starts a broker that was killed, on its old ports and data. */
  start(id: number): Promise<void>
  stop(): Promise<void>
}

interface Broker {
  id: number
  port: number
  controllerPort: number
  folder: string
  config: string
  process?: ChildProcess
}

const RACKS = ['a', 'b', 'c']
const READY_LIMIT_MS = 90_000
const STOP_LIMIT_MS = 5000

export async function startKafka(options: KafkaOptions): Promise<KafkaCluster> {
  const jars = kafkaJars()
  const brokers = await Promise.all(
    Array.from({ length: options.brokers }, (_, at) => placeBroker(options, at)),
  )
  const clusterId = clusterIdIn(options.dir)
  for (const broker of brokers)
    writeFileSync(broker.config, settingsOf(broker, brokers, options.settings ?? {}))
  const running = () => brokers.flatMap((broker) => broker.process ?? [])
  // A caller that ends early leaves no broker behind.
  process.on('exit', () => {
    for (const child of running()) child.kill('SIGKILL')
  })
  await Promise.all(brokers.map((broker) => format(jars, broker, clusterId)))
  const start = async (id: number) => {
    const broker = brokers[id - 1]!
    broker.process = run(jars, broker, ['-Xmx256m', 'kafka.Kafka', broker.config])
    await untilReady(broker)
  }
  const end = async (broker: Broker, signal: NodeJS.Signals) => {
    const child = broker.process
    if (!child) return
    await ended(child, signal)
    broker.process = undefined
  }
  await Promise.all(brokers.map(({ id }) => start(id)))
  return {
    bootstrap: brokers.map(({ port }) => `127.0.0.1:${port}`),
    kill: (id) => end(brokers[id - 1]!, 'SIGKILL'),
    start,
    async stop() {
      await Promise.all(brokers.map((broker) => end(broker, 'SIGTERM')))
    },
  }
}

async function placeBroker({ dir, port }: KafkaOptions, at: number): Promise<Broker> {
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

/** The data knows its cluster: the id is made once. */
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
    // A group whose first member arrives would wait 3 s for others.
    'group.initial.rebalance.delay.ms': 0,
    // Leaders go back to where they were soon after a broker has come back; five minutes unless said.
    'leader.imbalance.check.interval.seconds': 15,
    // A broker that is gone is noticed after this; 9 s unless said, the longest gap of its partitions.
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

async function format(jars: string, broker: Broker, clusterId: string): Promise<void> {
  const child = run(jars, broker, [
    '-Xmx64m',
    'kafka.tools.StorageTool',
    'format',
    '--ignore-formatted',
    '--cluster-id',
    clusterId,
    '--config',
    broker.config,
  ])
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`the disk of broker ${broker.id} could not be formatted:\n${logOf(broker)}`)
}

function run(jars: string, { folder }: Broker, words: string[]): ChildProcess {
  const log = openSync(join(folder, 'broker.log'), 'a')
  const flags = [
    '-cp',
    `${jars}/*`,
    `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'kafka/log4j2.yaml')}`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:+ExitOnOutOfMemoryError',
  ]
  // A group of its own: a terminal's Ctrl-C is for the launcher, which stops the brokers in order.
  const child = spawn('java', [...flags, ...words], {
    stdio: ['ignore', log, log],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    detached: true,
  })
  closeSync(log)
  return child
}

/** The client port opens once the broker has caught up with the cluster's metadata. */
async function untilReady(broker: Broker): Promise<void> {
  for (const startedAt = Date.now(); !(await accepts(broker.port));) {
    if (broker.process!.exitCode !== null || broker.process!.signalCode !== null)
      throw new Error(`broker ${broker.id} ended by itself:\n${logOf(broker)}`)
    if (Date.now() - startedAt > READY_LIMIT_MS)
      throw new Error(`broker ${broker.id} was not ready after ${READY_LIMIT_MS} ms:\n${logOf(broker)}`)
    await sleep(50)
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => answer(true)).once('error', () => answer(false))
  })
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise<void>((resolve) => {
    // Brokers that all leave at once wait for one another; their logs recover by themselves.
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill(signal)
  })
}

function logOf({ folder }: Broker): string {
  return readFileSync(join(folder, 'broker.log'), 'utf8').split('\n').slice(-15).join('\n')
}
