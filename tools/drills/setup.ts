import { randomBytes } from 'node:crypto'
import type { Bus } from '@mymacrotracker/bus'
import { masterKeyOf } from '@mymacrotracker/keys'
import { startEmbeddedPostgres, withOwner } from '@mymacrotracker/database'
import { migrateModules, openCommandBus, readSettings } from '@mymacrotracker/runtime'
import { startKafka, startNats, type KafkaCluster, type NatsCluster } from '@mymacrotracker/testing/brokers'
import { openGate, withPort, type Gate } from '@mymacrotracker/testing/gate'
import { modules } from '@mymacrotracker/all/modules'
import { Fleet, type FleetOptions } from '../../services/all/test/fleet.ts'
import type { Drill } from '../lib/checks.ts'
import { newFolder, removeFolder } from '../lib/folders.ts'
import { UNLIMITED } from '../lib/server.ts'

type Deferring = Pick<Drill, 'defer'>

/** A Postgres with every schema, and the settings that lead processes to it. */
export interface DrillDatabase {
  ownerUrl: string
  env: Record<string, string>
  /** Between the processes and Postgres; `ownerUrl` bypasses it. */
  gate: Gate
  /** Age of the oldest fact that no relay has sent, over all services. */
  oldestUnsentSeconds(): Promise<number>
}

/** Services with a database. */
export const SCHEMAS: readonly string[] = modules
  .filter(({ migrations }) => migrations)
  .map(({ name }) => name)

export async function startDrillDatabase(drill: Deferring): Promise<DrillDatabase> {
  const dataDir = folderFor(drill, 'drill')
  const key = randomBytes(32)
  const embedded = await startEmbeddedPostgres(dataDir)
  drill.defer(() => embedded.stop())
  const ownerUrl = embedded.url
  await migrateModules({ ownerUrl, keys: masterKeyOf(key), modules })
  const gate = await openGate(Number(new URL(ownerUrl).port))
  drill.defer(() => gate.close())
  const unsent = SCHEMAS.map((schema) => `select min(created_at) as at from ${schema}.outbox`).join(
    ' union all ',
  )
  return {
    ownerUrl,
    gate,
    env: { DATABASE_URL: withPort(ownerUrl, gate.port), MASTER_KEY: key.toString('base64'), ...UNLIMITED },
    oldestUnsentSeconds: () =>
      withOwner(ownerUrl, async (client) => {
        const { rows } = await client.query<{ age: number }>(
          `select coalesce(extract(epoch from now() - min(at)), 0)::float8 as age from (${unsent}) each`,
        )
        return rows[0]!.age
      }),
  }
}

export async function startDrillKafka(drill: Deferring, brokers: 1 | 3): Promise<KafkaCluster> {
  const kafka = await startKafka({ brokers, dir: folderFor(drill, 'kafka') })
  drill.defer(() => kafka.stop())
  return kafka
}

export async function startDrillNats(drill: Deferring, servers: 1 | 3): Promise<NatsCluster> {
  const nats = await startNats({ servers, dir: folderFor(drill, 'nats') })
  drill.defer(() => nats.stop())
  return nats
}

export async function startDrillFleet(drill: Deferring, options: FleetOptions): Promise<Fleet> {
  const fleet = await Fleet.start(options)
  drill.defer(() => fleet.stop('SIGKILL'))
  return fleet
}

/** The bus of the processes with this environment, to be watched from outside. */
export async function openDrillBus(drill: Deferring, env: Record<string, string>): Promise<Bus> {
  const { process: settings } = readSettings(modules, { LOG_LEVEL: 'fatal', ...env }, { serves: false })
  const { bus, close } = await openCommandBus({
    env: settings,
    keys: masterKeyOf(...settings.MASTER_KEY!),
    ownerUrl: settings.DATABASE_URL,
  })
  drill.defer(close)
  return bus
}

export function folderFor(drill: Deferring, name: string): string {
  const folder = newFolder(name)
  drill.defer(() => removeFolder(folder))
  return folder
}
