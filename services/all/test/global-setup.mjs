// One real Postgres for all test files, and in it a template database with every schema. Files clone the template.
import { mkdtempSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { masterKeyOf } from '@mymacrotracker/keys'
import { startEmbeddedPostgres, withOwner } from '@mymacrotracker/database'
import { migrateModules } from '@mymacrotracker/runtime'
import { TEST_KEY } from '@mymacrotracker/testing'
import { modules } from '@mymacrotracker/all/modules'

const TEMPLATE = 'template_mymacrotracker'

export default async function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-test-'))
  chmodSync(folder, 0o755)
  const postgres = await startEmbeddedPostgres(folder, [
    '-c',
    'fsync=off',
    '-c',
    'full_page_writes=off',
    '-c',
    'max_connections=300',
  ])
  globalThis.testPostgres = { postgres, folder }
  await withOwner(postgres.url, (client) => client.query(`create database ${TEMPLATE}`))
  const template = new URL(postgres.url)
  template.pathname = `/${TEMPLATE}`
  await migrateModules({ ownerUrl: template.href, keys: masterKeyOf(TEST_KEY), modules })
  process.env.TEST_POSTGRES_URL = postgres.url
}
