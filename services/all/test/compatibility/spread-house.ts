import type { FileDescriptorSet } from '@bufbuild/protobuf/wkt'
import { masterKeyOf } from '@mymacrotracker/keys'
import { withOwner } from '@mymacrotracker/database'
import { readSettings, runModules, type Clients, type RunningProcess } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase } from '@mymacrotracker/testing'
import { modules } from '@mymacrotracker/all/modules'
import { startLens, type Lens } from './lens.ts'
import { released, releasedServices, schemaOf } from './schema.ts'

export const SECRET = 'a secret that all of them share'

/** This build's seven modules, each started by itself, and a lens before each: every question goes over gRPC and through it. */
export interface SpreadHouse {
  url: string
  /** Where a module itself listens, without a lens. */
  address(service: string): string
  lenses: ReadonlyMap<string, Lens>
  process(service: string): RunningProcess
  /** Clients as a module of this build has them, through the lenses. */
  clientsAs(peer: string): Clients
  /** Every service speaks its last release, one of them another one when given. */
  speakReleases(other?: { service: string; files: FileDescriptorSet }): void
  sql<Row>(text: string, params?: unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

export async function startSpreadHouse(): Promise<SpreadHouse> {
  const database = await createTestDatabase()
  const processes = new Map<string, RunningProcess>()
  const process = (service: string) => processes.get(service)!
  const clients = new Map<string, Clients>()
  const address = (service: string) => `127.0.0.1:${process(service).rpcPort}`
  const services = releasedServices()
  const lenses = new Map(
    await Promise.all(
      services.map(async (service) => [service, await startLens(service, () => address(service))] as const),
    ),
  )
  const start = async (name: string) => {
    const addresses = Object.fromEntries(
      [...lenses]
        .filter(([service]) => service !== name)
        .map(([service, lens]) => [`${service.toUpperCase()}_ADDR`, lens.address]),
    )
    const settings = readSettings(modules, {
      NODE_ENV: 'test',
      LOG_LEVEL: 'fatal',
      MODULES: name,
      PORT: '0',
      ADMIN_PORT: '0',
      RPC_PORT: '0',
      RPC_SHARED_SECRET: SECRET,
      SIGN_UP_LIMIT: '100000',
      RATE_LIMIT_USER_PER_MIN: '100000',
      RATE_LIMIT_ADDRESS_PER_MIN: '100000',
      REQUEST_DEADLINE_MS: '10000',
      VALIDATE_ANSWERS: 'true',
      ...addresses,
    })
    processes.set(
      name,
      await runModules({
        available: modules,
        settings,
        keys: masterKeyOf(TEST_KEY),
        ownerUrl: database.ownerUrl,
      }),
    )
  }
  await Promise.all(modules.map(({ name }) => start(name)))
  return {
    url: `http://127.0.0.1:${process('gateway').port}`,
    address,
    lenses,
    process,
    clientsAs: (peer) =>
      clients.get(peer) ?? clients.set(peer, process('gateway').clientsAs(peer)).get(peer)!,
    speakReleases(other) {
      for (const [service, lens] of lenses)
        lens.speak(service === other?.service ? schemaOf(other.files) : released(service))
    },
    sql: (text, params = []) =>
      withOwner(database.ownerUrl, async (client) => (await client.query(text, params)).rows),
    async stop() {
      await Promise.all([...processes.values()].map((each) => each.stop()))
      for (const lens of lenses.values()) lens.stop()
      await database.drop()
    },
  }
}
