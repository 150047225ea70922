import { createHash, randomUUID } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from 'pg'
import type { Pool } from './pool.ts'

interface Migration {
  name: string
  sql: string
  checksum: string
}

/** The lock that the Prisma CLI takes, so that both never migrate at once. */
const PRISMA_LOCK = 72_707_369

const LEDGER = `create table if not exists _prisma_migrations (id varchar(36) primary key not null, checksum varchar(64) not null,
  finished_at timestamptz, migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
  started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`

/**
 * Applies `prisma/migrations` in order to a schema, on the owner's connection, each in a transaction, and keeps Prisma's own
 * ledger so that `prisma migrate status` agrees. Safe when several run at once. Returns the names it applied.
 * Throws when an applied migration was edited.
 */
export async function migrateSchema(client: Client, schema: string, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder)
  await client.query('select pg_advisory_lock($1)', [PRISMA_LOCK])
  try {
    await client.query(`create schema if not exists "${schema}"`)
    await client.query(`set search_path to "${schema}", public`)
    // A change of a table that cannot have its lock soon gives up, rather than make all traffic queue behind it.
    await client.query(`set lock_timeout = '5s'`)
    await client.query(LEDGER)
    const pending = await findPending(client, migrations)
    for (const migration of pending) await apply(client, migration)
    return pending.map(({ name }) => name)
  } finally {
    await client.query('reset search_path; reset lock_timeout')
    await client.query('select pg_advisory_unlock($1)', [PRISMA_LOCK])
  }
}

/** Names that are not applied yet; all of them when the schema was never made. */
export async function pendingMigrations(
  client: Pick<Client, 'query'> | Pool,
  schema: string,
  folder: string,
): Promise<string[]> {
  const migrations = await readMigrations(folder)
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    `"${schema}"._prisma_migrations`,
  ])
  if (!rows[0]?.there) return migrations.map(({ name }) => name)
  const { rows: done } = await client.query<{ migration_name: string; checksum: string }>(
    `select migration_name, checksum from "${schema}"._prisma_migrations where finished_at is not null and rolled_back_at is null`,
  )
  return unapplied(migrations, done)
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d+_/.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function findPending(client: Client, migrations: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  )
  const names = unapplied(migrations, rows)
  return migrations.filter(({ name }) => names.includes(name))
}

function unapplied(migrations: Migration[], done: { migration_name: string; checksum: string }[]): string[] {
  const checksums = new Map(done.map((row) => [row.migration_name, row.checksum]))
  for (const { name, checksum } of migrations) {
    if (checksums.has(name) && checksums.get(name) !== checksum)
      throw new Error(`migration ${name} was edited after it was applied`)
  }
  return migrations.filter(({ name }) => !checksums.has(name)).map(({ name }) => name)
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query(
      'insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) values ($1, $2, now(), $3, 1)',
      [randomUUID(), checksum, name],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`migration ${name} failed: ${(error as Error).message}`, { cause: error })
  }
}
