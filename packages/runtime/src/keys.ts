import { ConfigError } from '@mymacrotracker/config'
import { SERVICE_NAMES, type ServiceName } from '@mymacrotracker/contracts'
import { masterKeyOf, serviceKeyOf, type Keys, type MasterKey, type ServiceKey } from '@mymacrotracker/keys'
import type { ProcessSettings } from './settings.ts'

/** The keys that a process was given: `<NAME>_KEY` of single services, and of all others what the master key gives, when it has one. */
export function keysOf(
  settings: ProcessSettings,
  master: MasterKey | undefined = settings.MASTER_KEY && masterKeyOf(...settings.MASTER_KEY),
): Keys {
  const own = new Map<string, ServiceKey>()
  for (const name of [...SERVICE_NAMES, 'bus'] as const) {
    const secrets = settings[keyVariable(name)]
    if (secrets) own.set(name, serviceKeyOf(name, secrets))
  }
  return {
    has: (name) => own.has(name) || master !== undefined,
    forService(name) {
      const key = own.get(name) ?? master?.forService(name)
      if (key) return key
      throw new ConfigError([
        {
          variable: `${name.toUpperCase()}_KEY`,
          message: 'must be given (npm run keys makes it), or MASTER_KEY',
        },
      ])
    },
  }
}

export const keyVariable = (name: ServiceName | 'bus') =>
  `${name.toUpperCase() as Uppercase<typeof name>}_KEY` as const
