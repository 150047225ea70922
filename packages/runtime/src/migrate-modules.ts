import { BUS_MIGRATIONS } from '@mymacrotracker/bus'
import type { MasterKey } from '@mymacrotracker/config'
import { bootstrapRole, grantSchema, isGranted, migrateSchema, pendingMigrations, urlForRole, withOwner } from '@mymacrotracker/database'
import type { ModuleDefinition } from './module.ts'

interface MigrateOptions {
  ownerUrl: string
  key: MasterKey
  modules: readonly ModuleDefinition[]
  /** The bus's schema too, for the bus in Postgres. */
  withBus?: boolean
}

const BOOTSTRAP_LOCK = 72_707_370
const OLDEST_POSTGRES = 150_000

/**
 * Makes each module's role and schema and applies its migrations; the bus's too. Answers what was applied, as
 * `<schema>/<migration>`. Safe when several run at once. Modules never migrate themselves: this is a step of its own.
 */
export async function migrateModules({ ownerUrl, key, modules, withBus = true }: MigrateOptions): Promise<string[]> {
  const schemas = [...(withBus ? [{ schema: 'bus', folder: BUS_MIGRATIONS }] : []), ...modules.flatMap(({ name, migrations }) => migrations ? [{ schema: name, folder: migrations }] : [])]
  return withOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
    if (Number(rows[0]!.server_version_num) < OLDEST_POSTGRES) throw new Error('DATABASE_URL: Postgres 15 or later is needed')
    await client.query('select pg_advisory_lock($1)', [BOOTSTRAP_LOCK])
    const applied: string[] = []
    for (const { schema, folder } of schemas) {
      await bootstrapRole(client, roleOf(schema), passwordOf(key, schema))
      if ((await pendingMigrations(client, schema, folder)).length === 0 && await isGranted(client, roleOf(schema), schema)) continue
      await client.query(`create schema if not exists "${schema}"`)
      // Before as well: default privileges then cover every new table, even if this is cut short half-way.
      await grantSchema(client, roleOf(schema), schema)
      applied.push(...(await migrateSchema(client, schema, folder)).map((name) => `${schema}/${name}`))
      await grantSchema(client, roleOf(schema), schema)
    }
    await client.query('select pg_advisory_unlock($1)', [BOOTSTRAP_LOCK])
    return applied
  })
}

/** Connection of the role that owns nothing and reaches one schema. */
export function roleUrl(ownerUrl: string, key: MasterKey, schema: string): string {
  return urlForRole(ownerUrl, roleOf(schema), passwordOf(key, schema))
}

const roleOf = (schema: string) => `mmt_${schema}`
const passwordOf = (key: MasterKey, schema: string) => key.derive(`role/${schema}`).toString('hex')
