import { BUS_MIGRATIONS } from '@mymacrotracker/bus'
import type { Keys } from '@mymacrotracker/keys'
import {
  bootstrapRole,
  grantSchema,
  hasSealedWith,
  isGranted,
  limitServerRights,
  makeSealedWith,
  migrateSchema,
  pendingMigrations,
  requireKey,
  urlForRole,
  withOwner,
  type RolePassword,
} from '@mymacrotracker/database'
import type { ModuleDefinition } from './module.ts'
import { type ServiceName } from '@mymacrotracker/contracts'
import { databaseUrlOf, type ProcessSettings } from './settings.ts'

interface MigrateOptions {
  ownerUrl: string
  keys: Keys
  modules: readonly ModuleDefinition[]
  /** Also migrates the bus's schema, for the bus in Postgres. */
  withBus?: boolean
  /** A role's password is the one in its `<NAME>_DATABASE_URL`, else derived from the key. */
  env?: ProcessSettings
}

const BOOTSTRAP_LOCK = 72_707_370
const OLDEST_POSTGRES = 150_000
/** What one role may hold of the server's connections, so that none leaves the others without. All services use the bus. */
const SHARE_OF_CONNECTIONS = { service: 0.5, bus: 0.75 }

/**
 * Creates each module's role and schema and applies its migrations; the bus's too. Returns what was applied, as
 * `<schema>/<migration>`. May run several times at once. Modules never migrate themselves: this is a step of its own.
 */
export async function migrateModules({
  ownerUrl,
  keys,
  modules,
  withBus = true,
  env,
}: MigrateOptions): Promise<string[]> {
  const schemas: { schema: ServiceName | 'bus'; folder: string }[] = [
    ...(withBus ? [{ schema: 'bus' as const, folder: BUS_MIGRATIONS }] : []),
    ...modules.flatMap(({ name, migrations }) => (migrations ? [{ schema: name, folder: migrations }] : [])),
  ]
  return withOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
    if (Number(rows[0]!.server_version_num) < OLDEST_POSTGRES)
      throw new Error('DATABASE_URL: Postgres 15 or later is needed')
    await client.query('select pg_advisory_lock($1)', [BOOTSTRAP_LOCK])
    for (const { name, migrations } of modules)
      if (migrations) await requireKey(client, name, keys.forService(name).fingerprints)
    const applied: string[] = []
    for (const { schema, folder } of schemas) {
      await bootstrapRole(client, roleOf(schema), passwordFor(schema, { keys, env }))
      await limitServerRights(
        client,
        roleOf(schema),
        SHARE_OF_CONNECTIONS[schema === 'bus' ? 'bus' : 'service'],
      )
      if (
        (await pendingMigrations(client, schema, folder)).length === 0 &&
        (await isGranted(client, roleOf(schema), schema)) &&
        (schema === 'bus' || (await hasSealedWith(client, schema)))
      )
        continue
      await client.query(`create schema if not exists "${schema}"`)
      // Before as well: default privileges then cover every new table, even if this is cut short half-way.
      await grantSchema(client, roleOf(schema), schema)
      if (schema !== 'bus') await makeSealedWith(client, schema)
      applied.push(...(await migrateSchema(client, schema, folder)).map((name) => `${schema}/${name}`))
      await grantSchema(client, roleOf(schema), schema)
    }
    await client.query('select pg_advisory_unlock($1)', [BOOTSTRAP_LOCK])
    return applied
  })
}

/** Connection of the role that owns nothing and has access to one schema. */
export function roleUrl(ownerUrl: string, keys: Keys, schema: string): string {
  return urlForRole(ownerUrl, roleOf(schema), passwordsOf(keys, schema)[0])
}

/** A role's own URL with the password that the key gives, when it has none. */
export function withPassword(url: string, keys: Keys, schema: string): string {
  const { username, password } = new URL(url)
  return username === roleOf(schema) && !password
    ? urlForRole(url, username, passwordsOf(keys, schema)[0])
    : url
}

const roleOf = (schema: string) => `mmt_${schema}`
const passwordsOf = (keys: Keys, schema: string) =>
  keys
    .forService(schema)
    .deriveAll(`role/${schema}`)
    .map((each) => each.toString('hex')) as [string, ...string[]]

function passwordFor(
  schema: ServiceName | 'bus',
  { keys, env }: Pick<MigrateOptions, 'keys' | 'env'>,
): RolePassword {
  const given = givenPassword(env, schema)
  if (given !== undefined) return { password: given, isChosen: true }
  const [password, ...others] = passwordsOf(keys, schema)
  return { password, others }
}

/** The password in the URL by which the service will come, when it comes by the role that is made here. */
function givenPassword(env: ProcessSettings | undefined, schema: ServiceName | 'bus'): string | undefined {
  const url = env && URL.parse((schema === 'bus' ? env.BUS_DATABASE_URL : databaseUrlOf(env, schema)) ?? '')
  return url?.username === roleOf(schema) && url.password ? decodeURIComponent(url.password) : undefined
}
