import { ConfigError } from '@mymacrotracker/config'
import { runCommand, serve, type EntryPoint, type Installation, type Opened } from './entry-point.ts'
import { keysOf } from './keys.ts'
import { migrateModules } from './migrate-modules.ts'
import type { ModuleDefinition } from './module.ts'
import { redrive } from './redrive.ts'
import type { RunningProcess } from './run-modules.ts'
import { runServiceCommand, type ServiceCommand } from './service-command.ts'
import type { ProcessSettings } from './settings.ts'

interface ServiceOptions {
  definition: ModuleDefinition
  commands?: Readonly<Record<string, ServiceCommand>>
  args: readonly string[]
  env: Record<string, string | undefined>
}

/** Runs one service in a process of its own: `serve` (the default), `migrate`, `redrive`, or a command of its own. */
export async function runService({ definition, commands = {}, args, env }: ServiceOptions): Promise<void> {
  const [name = 'serve', ...rest] = args
  const service: EntryPoint<Installation> = {
    modules: [definition],
    env: { ...env, MODULES: definition.name },
    open: openGiven,
  }
  if (name === 'serve')
    return serve(service, { announce: (running, _, tookMs) => announce(definition.name, running, tookMs) })
  return runCommand(service, async (opened) => {
    const command = commands[name]
    if (name === 'migrate') await migrate(definition, opened)
    else if (name === 'redrive') await printRedrive(opened, rest)
    else if (command) return runServiceCommand({ ...opened, service: definition.name, command, args: rest })
    else throw new ConfigError([{ variable: 'command', message: `must be ${commandsIn(commands)}` }])
    return 0
  })
}

const commandsIn = (own: object) => ['serve', 'migrate', 'redrive', ...Object.keys(own)].join(', ')

async function openGiven(settings: ProcessSettings): Promise<Installation> {
  return { ownerUrl: settings.DATABASE_URL, keys: keysOf(settings), close: async () => {} }
}

function announce(name: string, { port, rpcPort, adminPort }: RunningProcess, tookMs: number): void {
  const doors = [port && `HTTP ${port}`, rpcPort && `gRPC ${rpcPort}`, `health ${adminPort}`].filter(Boolean)
  console.log(`${name} is ready after ${(tookMs / 1000).toFixed(1)} s: ${doors.join(', ')}`)
}

async function migrate(
  definition: ModuleDefinition,
  { settings: { process: env }, installation: { ownerUrl, keys } }: Opened<Installation>,
): Promise<void> {
  if (!ownerUrl)
    throw new ConfigError([{ variable: 'DATABASE_URL', message: "must be given: the owner's connection" }])
  const withBus = [env.BUS, env.BUS_FROM].includes('postgres')
  const applied = await migrateModules({ ownerUrl, keys, modules: [definition], env, withBus })
  console.log(
    applied.length > 0 ? `applied: ${applied.join(', ')}` : 'nothing to apply: the schema is current',
  )
}

async function printRedrive(
  { settings, installation: { keys, ownerUrl } }: Opened<Installation>,
  args: readonly string[],
): Promise<void> {
  console.log(await redrive({ env: settings.process, keys, ownerUrl, args }))
}
