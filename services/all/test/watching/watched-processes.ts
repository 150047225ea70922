import { spawn, type ChildProcess } from 'node:child_process'
import { withOwner } from '@mymacrotracker/database'
import { createClients } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase, eventually, freePort } from '@mymacrotracker/testing'
import { signUp, type House } from '../harness.ts'

export interface WatchedHouse extends Pick<House, 'url' | 'person' | 'sql' | 'stop'> {
  /** What all processes have logged. */
  logged(): string
}

const SECRET = 'a secret that both processes share'

/** The modules in a process for each of `placement`, logging all they can and sending their traces to `endpoint`. */
export async function startWatchedProcesses(
  placement: readonly (readonly string[])[],
  endpoint: string,
): Promise<WatchedHouse> {
  const database = await createTestDatabase()
  const port = await freePort()
  const seats = await Promise.all(
    placement.map(async (names) => ({ names, rpc: await freePort(), admin: await freePort() })),
  )
  const addressOf = (module: string) =>
    `grpc://127.0.0.1:${seats.find(({ names }) => names.includes(module))!.rpc}`
  let logged = ''
  const children = seats.map(({ names, rpc, admin }) => {
    const elsewhere = placement.flat().filter((name) => name !== 'gateway' && !names.includes(name))
    const child = spawn(process.execPath, ['services/all/dist/main.js'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        NODE_ENV: 'test',
        LOG_LEVEL: 'trace',
        DATABASE_URL: database.ownerUrl,
        MASTER_KEY: TEST_KEY.toString('base64'),
        MODULES: names.join(','),
        PORT: String(port),
        ADMIN_PORT: String(admin),
        RPC_PORT: String(rpc),
        RPC_SHARED_SECRET: SECRET,
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        ...Object.fromEntries(elsewhere.map((name) => [`${name.toUpperCase()}_ADDR`, addressOf(name)])),
      },
    })
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      logged += text
    })
    return child
  })
  for (const { admin } of seats)
    await eventually(async () => {
      if ((await fetch(`http://127.0.0.1:${admin}/readyz`)).status !== 200) throw new Error('not ready')
    }, 30_000)
  const clients = createClients((service) => ({
    address: addressOf(service),
    service,
    peer: 'gateway',
    peerSecret: SECRET,
  }))
  return {
    url: `http://127.0.0.1:${port}`,
    logged: () => logged,
    person: () => signUp(clients, { deadlineAt: Date.now() + 5000 }),
    sql: (text, params = []) =>
      withOwner(database.ownerUrl, async (client) => (await client.query(text, params)).rows),
    async stop() {
      clients.close()
      await Promise.all(children.map(end))
      await database.drop()
    },
  }
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
