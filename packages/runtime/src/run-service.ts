import { ConfigError, masterKeyOf, type MasterKey } from '@mymacrotracker/config'
import { createPool, type Pool } from '@mymacrotracker/database'
import { urlOf } from './databases.ts'
import { exitWithFaults } from './exit-with-faults.ts'
import { migrateModules } from './migrate-modules.ts'
import type { ModuleDefinition } from './module.ts'
import { readSettings, type Settings } from './read-settings.ts'
import { redrive } from './redrive.ts'
import { runModules } from './run-modules.ts'
import { INTERRUPTED, leaveOnSignal, runUntilSignal } from './signals.ts'

/** A command of a service's own, on its own role's connections. Answers the exit code. */
export type ServiceCommand = (
  shared: { pool: Pool; print(text: string): void },
  args: readonly string[],
) => Promise<number>

export interface ServiceOptions {
  definition: ModuleDefinition
  commands?: Readonly<Record<string, ServiceCommand>>
  args: readonly string[]
  env: Record<string, string | undefined>
}

interface Ready {
  definition: ModuleDefinition
  settings: Settings
  key: MasterKey
}

/** Runs one service in a process of its own: `serve` (when nothing is said), `migrate`, `redrive`, or a command of its own. */
export async function runService({ definition, commands = {}, args, env }: ServiceOptions): Promise<void> {
  try {
    const [name = 'serve', ...rest] = args
    const settings = readSettings(
      [definition],
      { ...env, MODULES: definition.name },
      { serves: name === 'serve' },
    )
    if (!settings.process.MASTER_KEY)
      throw new ConfigError([{ variable: 'MASTER_KEY', message: 'must be given (base64 of 32 bytes)' }])
    const ready = { definition, settings, key: masterKeyOf(...settings.process.MASTER_KEY) }
    if (name === 'serve') return await serve(ready)
    leaveOnSignal(undefined, INTERRUPTED)
    if (name === 'migrate') return await migrate(ready)
    if (name === 'redrive')
      return console.log(
        await redrive({
          env: settings.process,
          key: ready.key,
          ownerUrl: settings.process.DATABASE_URL,
          args: rest,
        }),
      )
    const command = commands[name]
    if (!command)
      throw new ConfigError([
        {
          variable: 'command',
          message: `must be serve, migrate, redrive${Object.keys(commands)
            .map((each) => `, ${each}`)
            .join('')}`,
        },
      ])
    await onOwnPool(ready, async (pool) => {
      process.exitCode = await command(
        {
          pool,
          print: (text) => {
            console.log(text)
          },
        },
        rest,
      )
    })
  } catch (error) {
    exitWithFaults(error)
  }
}

async function serve({ definition, settings, key }: Ready): Promise<void> {
  const startedAt = performance.now()
  const started = leaveOnSignal()
  const running = await runModules({
    available: [definition],
    settings,
    key,
    ownerUrl: settings.process.DATABASE_URL,
  })
  started()
  const doors = [
    running.port && `HTTP ${running.port}`,
    running.rpcPort && `gRPC ${running.rpcPort}`,
    `health ${running.adminPort}`,
  ].filter(Boolean)
  console.log(
    `${definition.name} is ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${doors.join(', ')}`,
  )
  // Everything is closed by now; what a library still holds must not keep the process.
  process.exit((await runUntilSignal(() => running.stop(), settings.process.STOP_GRACE_MS)) ? 0 : 1)
}

async function migrate({ definition, settings: { process: env }, key }: Ready): Promise<void> {
  if (!env.DATABASE_URL)
    throw new ConfigError([{ variable: 'DATABASE_URL', message: "must be given: the owner's connection" }])
  const applied = await migrateModules({
    ownerUrl: env.DATABASE_URL,
    key,
    modules: [definition],
    env,
    withBus: [env.BUS, env.BUS_FROM].includes('postgres'),
  })
  console.log(
    applied.length > 0 ? `applied: ${applied.join(', ')}` : 'nothing to apply: the schema is current',
  )
}

async function onOwnPool(
  { definition: { name }, settings: { process: env }, key }: Ready,
  work: (pool: Pool) => Promise<void>,
): Promise<void> {
  const pool = createPool({
    url: urlOf({ env, key, ownerUrl: env.DATABASE_URL }, name),
    schema: name,
    max: 2,
    statementTimeoutMs: 60_000,
  })
  await work(pool).finally(() => pool.end())
}
