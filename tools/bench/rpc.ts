// What a call between modules costs: in one process, over TCP, and over TCP with mutual TLS, side by side in one run.
//   npm run bench:rpc -- [--short]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { KeysServiceService } from '@mymacrotracker/contracts/auth/v1/keys_service'
import { InProcessChannel, connect, loadPeerCertificates } from '@mymacrotracker/rpc'
import { writeCertificates } from '@mymacrotracker/testing/certificates'
import { newFolder, removeFolder } from '../lib/folders.ts'
import { benchDispatcher } from './rpc-service.ts'

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } })
const ROUNDS = values.short ? 1 : 5
const CALLS = values.short ? 500 : 2_000
const LOAD_MS = values.short ? 1_000 : 2_000
const AT_ONCE = 16

/** One way to call, and the CPU time in µs that both its ends have used. */
interface Way {
  name: string
  call(): Promise<unknown>
  cpu(): Promise<{ client: number; server: number }>
  close(): void
}
interface Figures {
  p50Us: number
  p99Us: number
  perSecond: number
  clientUs: number
  serverUs: number
}

const deadline = () => ({ deadlineAt: Date.now() + 10_000 })
const ownCpu = () => {
  const { user, system } = process.cpuUsage()
  return user + system
}

function inProcess(): Way {
  const connection = connect({
    channel: new InProcessChannel({ dispatcher: benchDispatcher(), peer: 'gateway' }).asChannel(),
  })
  const keys = connection.client(KeysServiceService)
  return {
    name: 'in process',
    call: () => keys.getKeySet({}, deadline()),
    cpu: async () => ({ client: ownCpu(), server: 0 }),
    close: () => connection.close(),
  }
}

async function overTcp(name: string, folder?: string): Promise<Way> {
  const files = (each: string) => ({
    ca: join(folder!, 'ca.crt'),
    cert: join(folder!, `${each}.crt`),
    key: join(folder!, `${each}.key`),
  })
  const server = fork(join(import.meta.dirname, 'rpc-server.ts'), folder ? Object.values(files('auth')) : [])
  const [port] = (await once(server, 'message')) as [number]
  const certificates = folder ? loadPeerCertificates(files('gateway')) : undefined
  const connection = connect({
    address: `grpc://127.0.0.1:${port}`,
    service: 'auth',
    peer: 'gateway',
    peerSecret: 'a secret of the bench',
    certificates,
  })
  const keys = connection.client(KeysServiceService)
  return {
    name,
    call: () => keys.getKeySet({}, deadline()),
    async cpu() {
      server.send('cpu')
      const [{ user, system }] = (await once(server, 'message')) as [NodeJS.CpuUsage]
      return { client: ownCpu(), server: user + system }
    },
    close() {
      connection.close()
      certificates?.close()
      server.disconnect()
    },
  }
}

async function measure({ call, cpu }: Way): Promise<Figures> {
  const took: number[] = []
  for (let n = 0; n < CALLS; n++) {
    const startedAt = performance.now()
    await call()
    took.push((performance.now() - startedAt) * 1000)
  }
  took.sort((a, b) => a - b)
  const before = await cpu()
  const startedAt = performance.now()
  let calls = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (; performance.now() - startedAt < LOAD_MS; calls++) await call()
    }),
  )
  const lastedMs = performance.now() - startedAt
  const after = await cpu()
  return {
    p50Us: took[CALLS >> 1]!,
    p99Us: took[Math.floor(CALLS * 0.99)]!,
    perSecond: (calls / lastedMs) * 1000,
    clientUs: (after.client - before.client) / calls,
    serverUs: (after.server - before.server) / calls,
  }
}

const median = (runs: readonly Figures[]) =>
  Object.fromEntries(
    Object.keys(runs[0]!).map((key) => [
      key,
      runs.map((each) => each[key as keyof Figures]).sort((a, b) => a - b)[runs.length >> 1]!,
    ]),
  ) as unknown as Figures

function table(ways: readonly { name: string; figures: Figures }[]): string {
  const base = ways[0]!.figures
  const cpu = ({ clientUs, serverUs }: Figures) => clientUs + serverUs
  const rows = ways.map(({ name, figures: f }) => [
    name,
    `${(f.p50Us / 1000).toFixed(3)} ms`,
    `${(f.p99Us / 1000).toFixed(3)} ms`,
    `${f.perSecond.toFixed(0)}/s`,
    f.serverUs > 0 ? `${f.clientUs.toFixed(0)} + ${f.serverUs.toFixed(0)} µs` : `${f.clientUs.toFixed(0)} µs`,
    `${(f.p50Us / base.p50Us).toFixed(1)} ×`,
    `${(cpu(f) / cpu(base)).toFixed(1)} ×`,
  ])
  const head = [
    '',
    'p50',
    'p99',
    `${AT_ONCE} at once`,
    'CPU a call, client + server',
    'p50, ratio',
    'CPU, ratio',
  ]
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const folder = newFolder('bench')
const ways: Way[] = []
try {
  await writeCertificates({
    folder,
    processes: ['auth', 'gateway'].map((name) => ({ name, modules: [name] })),
    days: 1,
  })
  ways.push(
    inProcess(),
    await overTcp('over TCP, in the clear'),
    await overTcp('over TCP, mutual TLS', folder),
  )
  for (const way of ways) for (let n = 0; n < CALLS; n++) await way.call()
  const runs = new Map(ways.map((way) => [way, [] as Figures[]]))
  for (let round = 0; round < ROUNDS; round++) for (const way of ways) runs.get(way)!.push(await measure(way))
  console.log(
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores, ${cpus()[0]!.model.trim()}, Node ${process.version}; auth's GetKeySet with a handler that answers at once; ${ROUNDS === 1 ? '1 round' : `${ROUNDS} rounds`} of ${CALLS} calls one at a time and ${LOAD_MS / 1000} s of ${AT_ONCE} at once, medians.\n`,
  )
  console.log(table(ways.map((way) => ({ name: way.name, figures: median(runs.get(way)!) }))))
} finally {
  for (const way of ways) way.close()
  removeFolder(folder)
}
