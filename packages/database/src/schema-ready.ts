import { readdir } from 'node:fs/promises'
import type { Pool } from './pool.ts'

/** The migrations of a folder that a schema does not have yet, as its runtime role sees it. Throws while the database or the schema is not there. */
export async function missingMigrations(pool: Pool, folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => /^\d+_/.test(name)).sort()
  const { rows } = await pool.query<{ migration_name: string }>('select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null')
  const done = new Set(rows.map((row) => row.migration_name))
  return names.filter((name) => !done.has(name))
}
