import { randomUUID } from 'node:crypto'
import { withOwner } from '@mymacrotracker/database'

/** Master key of every test database; its roles' passwords are derived from it. */
export const TEST_KEY = Buffer.alloc(32, 7)

export interface TestDatabase {
  ownerUrl: string
  drop(): Promise<void>
}

/** Of every test run: one with every schema and nothing else, and one on which all modules have started once. */
export const TEMPLATES = { migrated: 'template_migrated', started: 'template_started' } as const

/** A database of its own, cloned from a template. */
export async function createTestDatabase(
  template: keyof typeof TEMPLATES = 'migrated',
): Promise<TestDatabase> {
  const server = process.env['TEST_POSTGRES_URL']!
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await withOwner(server, (client) => client.query(`create database ${name} template ${TEMPLATES[template]}`))
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    ownerUrl: url.href,
    drop: async () => {
      await withOwner(server, (client) => client.query(`drop database ${name} with (force)`))
    },
  }
}
