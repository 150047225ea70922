import { ConfigError, readConfig } from '@mymacrotracker/config'
import type { ConfigFault } from '@mymacrotracker/config'
import type { ModuleDefinition } from './module.ts'
import { MODULE_NAMES, addressOf, processSettings } from './settings.ts'
import type { ProcessSettings } from './settings.ts'

export interface Settings { process: ProcessSettings; modules: Map<string, unknown> }

/** Reads the settings of the process and of every module in it. Throws one ConfigError with all their faults. */
export function readSettings(available: readonly ModuleDefinition[], env: Record<string, string | undefined>): Settings {
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
  const modules = new Map(chosen.map(({ name, settings: schema }) => [name as string, attempt(() => readConfig(schema, env))]))
  if (settings) faults.push(...togetherWrong(settings))
  if (faults.length > 0 || !settings) throw new ConfigError(faults)
  return { process: settings, modules }
}

function togetherWrong(settings: ProcessSettings): ConfigFault[] {
  const faults: ConfigFault[] = []
  const elsewhere = MODULE_NAMES.filter((name) => name !== 'gateway' && !settings.MODULES.includes(name))
  const add = (variable: string, message: string) => faults.push({ variable, message })
  if (settings.NODE_ENV === 'production' && !settings.MASTER_KEY) add('MASTER_KEY', 'must be given in production (base64 of 32 bytes)')
  for (const name of elsewhere) {
    if (!addressOf(settings, name)) add(`${name.toUpperCase()}_ADDR`, `must say where ${name} is: it is not among this process's modules`)
  }
  const overTcp = settings.RPC_PORT !== undefined || elsewhere.length > 0
  if (overTcp && !settings.RPC_SHARED_SECRET) add('RPC_SHARED_SECRET', 'must be given when modules talk between processes')
  if (overTcp && settings.NODE_ENV === 'production') add('RPC_SHARED_SECRET', 'is for development: between processes in production mutual TLS is needed, which this release does not have')
  return faults
}
