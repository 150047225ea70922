import { randomUUID } from 'node:crypto'
import { withOwner } from '@mymacrotracker/database'

/** Master key of every test database; its roles' passwords are derived from it. */
export const TEST_KEY = Buffer.alloc(32, 7)

export interface TestDatabase {
  ownerUrl: string
  drop(): Promise<void>
}

/** A database of its own, cloned from the template that has every schema. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_POSTGRES_URL']!
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await withOwner(server, (client) =>
    client.query(`create database ${name} template template_mymacrotracker`),
  )
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    ownerUrl: url.href,
    drop: async () => {
      await withOwner(server, (client) => client.query(`drop database ${name} with (force)`))
    },
  }
}
