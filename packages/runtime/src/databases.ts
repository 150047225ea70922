import { ConfigError } from '@mymacrotracker/config'
import { connectDirect, type DirectConnection } from '@mymacrotracker/database'
import type { Keys } from '@mymacrotracker/keys'
import type { Logger } from '@mymacrotracker/telemetry'
import { roleUrl, withPassword } from './migrate-modules.ts'
import { type ServiceName } from '@mymacrotracker/contracts'
import { databaseStandbyUrlOf, databaseUrlOf, type ProcessSettings } from './settings.ts'
import { untilAvailable } from './until-available.ts'

/** The databases of a process's modules: each module has its own role, often all on one server. */
export interface Databases {
  /** `<NAME>_DATABASE_URL`, else the module's role on the server of DATABASE_URL. */
  urlOf(schema: ServiceName | 'bus'): string
  /** `<NAME>_DATABASE_STANDBY_URL`, else the same role and database on the server of DATABASE_STANDBY_URL; undefined without either. */
  standbyUrlOf(name: ServiceName): string | undefined
  /** The process's direct connection to this server, shared by its modules. */
  direct(url: string): Promise<DirectConnection>
}

/** Where a schema is reached: its own URL, else its role on the owner's server. A URL without a password gets the one that the key gives. */
export function urlOf(
  { env, keys, ownerUrl }: Pick<DatabasesOptions, 'env' | 'keys' | 'ownerUrl'>,
  schema: ServiceName | 'bus',
): string {
  const own = schema === 'bus' ? env.BUS_DATABASE_URL : databaseUrlOf(env, schema)
  if (own) return withPassword(own, keys, schema)
  if (ownerUrl) return roleUrl(ownerUrl, keys, schema)
  throw new ConfigError([
    { variable: `${schema.toUpperCase()}_DATABASE_URL`, message: 'must be given, or DATABASE_URL' },
  ])
}

function standbyUrlOf(
  options: Pick<DatabasesOptions, 'env' | 'keys' | 'ownerUrl'>,
  name: ServiceName,
): string | undefined {
  const { env } = options
  const own = databaseStandbyUrlOf(env, name)
  if (own) return withPassword(own, options.keys, name)
  if (!env.DATABASE_STANDBY_URL) return undefined
  const { username, password, pathname } = new URL(urlOf(options, name))
  return Object.assign(new URL(env.DATABASE_STANDBY_URL), { username, password, pathname }).href
}

interface DatabasesOptions {
  env: ProcessSettings
  keys: Keys
  ownerUrl: string | undefined
  logger: Logger
}

export function createDatabases(
  { env, keys, ownerUrl, logger }: DatabasesOptions,
  stack: AsyncDisposableStack,
): Databases {
  const open = new Map<string, Promise<DirectConnection>>()
  const connect = async (url: string) => {
    const direct = await untilAvailable(
      'the database',
      () =>
        connectDirect(url, (error) => logger.warn({ err: error }, 'the direct database connection failed')),
      logger,
    )
    stack.defer(() => direct.close())
    return direct
  }
  return {
    urlOf: (schema) => urlOf({ env, keys, ownerUrl }, schema),
    standbyUrlOf: (name) => standbyUrlOf({ env, keys, ownerUrl }, name),
    direct(url) {
      const { host, pathname } = new URL(url)
      const server = host + pathname
      const connection = open.get(server) ?? connect(url)
      open.set(server, connection)
      return connection
    },
  }
}
