import { ConfigError, readConfig, type ConfigFault } from '@mymacrotracker/config'
import { METHODS, SERVICE_NAMES, serviceOf, type ServiceName } from '@mymacrotracker/contracts'
import type { ModuleDefinition } from './module.ts'
import { addressOf, processSettings, type ProcessSettings } from './settings.ts'
import { keyVariable } from './keys.ts'
import { certificateFaults } from './tls.ts'

export interface Settings {
  process: ProcessSettings
  modules: Map<string, unknown>
}

/**
 * Reads the settings of the process and of each of its modules. Throws one ConfigError with all faults. A command, which serves
 * nothing, needs neither the addresses of other services nor certificates.
 */
export function readSettings(
  available: readonly ModuleDefinition[],
  env: Record<string, string | undefined>,
  { serves = true }: { serves?: boolean } = {},
): Settings {
  const faults: ConfigFault[] = []
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      faults.push(...error.faults)
      return undefined
    }
  }
  const settings = attempt(() => readConfig(processSettings, env))
  const chosen = available.filter(({ name }) => settings?.MODULES.includes(name) ?? true)
  const modules = new Map(
    chosen.map(({ name, settings: schema }) => [name as string, attempt(() => readConfig(schema, env))]),
  )
  if (settings)
    faults.push(
      ...busFaults(settings),
      ...keyFaults(settings, chosen),
      ...(serves ? [...placementFaults(settings), ...certificateFaults(settings)] : []),
    )
  if (faults.length > 0 || !settings) throw new ConfigError(faults)
  return { process: settings, modules }
}

/** A process of one service holds the keys of that service: in production it is refused more, and the modules of any process less. */
function keyFaults(settings: ProcessSettings, chosen: readonly ModuleDefinition[]): ConfigFault[] {
  const [only, another] = settings.MODULES
  if (settings.NODE_ENV !== 'production') return []
  if (settings.MASTER_KEY && only && !another)
    return [
      {
        variable: 'MASTER_KEY',
        message: `opens the data of every service: a process that runs ${only} alone gets ${keyVariable(only)} (npm run keys)`,
      },
    ]
  if (settings.MASTER_KEY) return []
  return chosen
    .filter(({ name, migrations }) => migrations && !settings[keyVariable(name)])
    .map(({ name }) => ({
      variable: keyVariable(name),
      message: 'must be given in production (npm run keys makes it)',
    }))
}

function placementFaults(settings: ProcessSettings): ConfigFault[] {
  const faults: ConfigFault[] = []
  const add = (variable: string, message: string) => faults.push({ variable, message })
  const isProduction = settings.NODE_ENV === 'production'
  if (isProduction && settings.DATABASE_URL && settings.MODULES.length === 1)
    add(
      'DATABASE_URL',
      `is the owner's, for migrate alone: a process that runs ${settings.MODULES[0]} alone gets its own role's connection`,
    )
  for (const [name, by] of neededElsewhere(settings.MODULES)) {
    if (!addressOf(settings, name))
      add(
        `${name.toUpperCase()}_ADDR`,
        `must say where ${name} is: ${by.join(', ')} ${by.length === 1 ? 'calls' : 'call'} it and it is not among this process's modules`,
      )
  }
  const overTcp = settings.RPC_PORT !== undefined || SERVICE_NAMES.some((name) => addressOf(settings, name))
  const tls = ['TLS_CA', 'TLS_CERT', 'TLS_KEY'] as const
  const withTls = tls.every((name) => settings[name])
  for (const name of tls)
    if (!settings[name] && tls.some((each) => settings[each]))
      add(name, 'must be given together with the other two of TLS_CA, TLS_CERT and TLS_KEY')
  if (overTcp && !withTls && isProduction)
    add(
      'TLS_CERT',
      'must be given in production when modules talk between processes, with TLS_KEY and TLS_CA',
    )
  if (overTcp && !withTls && !isProduction && !settings.RPC_SHARED_SECRET)
    add(
      'RPC_SHARED_SECRET',
      'must be given when modules talk between processes (or TLS_CA, TLS_CERT and TLS_KEY)',
    )
  if (isProduction && settings.RPC_SHARED_SECRET)
    add('RPC_SHARED_SECRET', 'is for development: in production certificates prove who calls')
  return faults
}

function busFaults(settings: ProcessSettings): ConfigFault[] {
  const faults: ConfigFault[] = []
  const used = [settings.BUS, settings.BUS_FROM]
  if (used.includes('kafka') && !settings.KAFKA_BROKERS)
    faults.push({ variable: 'KAFKA_BROKERS', message: 'must be given for the bus kafka' })
  if (used.includes('nats') && !settings.NATS_SERVERS)
    faults.push({ variable: 'NATS_SERVERS', message: 'must be given for the bus nats' })
  if (settings.BUS === settings.BUS_FROM)
    faults.push({ variable: 'BUS_FROM', message: 'must be another bus than BUS' })
  for (const name of ['KAFKA', 'NATS'] as const) {
    if (!settings[`${name}_USERNAME`] !== !settings[`${name}_PASSWORD`])
      faults.push({ variable: `${name}_PASSWORD`, message: `must be given together with ${name}_USERNAME` })
  }
  return faults
}

/** Modules in other processes that modules of this one may call, with those callers. */
function neededElsewhere(here: readonly ServiceName[]): Map<ServiceName, ServiceName[]> {
  const owned = Object.entries(METHODS).map(([path, { callers }]) => ({
    owner: serviceOf(path),
    callers,
  }))
  const needs = SERVICE_NAMES.filter((owner) => !here.includes(owner)).map((owner) => {
    const by = here.filter((name) =>
      owned.some(
        (method) => method.owner === owner && (method.callers.includes(name) || method.callers.includes('*')),
      ),
    )
    return [owner, by] as const
  })
  return new Map(needs.filter(([, by]) => by.length > 0))
}
