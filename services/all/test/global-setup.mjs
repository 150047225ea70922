// One real Postgres for all test files, and in it two template databases: one with every schema, and one on which the seven
// have started once, so that no file loads the starter catalogue again. Files clone them.
import { mkdtempSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { masterKeyOf } from '@mymacrotracker/keys'
import { startEmbeddedPostgres, withOwner } from '@mymacrotracker/database'
import { migrateModules, readSettings, runModules } from '@mymacrotracker/runtime'
import { TEMPLATES, TEST_KEY } from '@mymacrotracker/testing'
import { modules } from '@mymacrotracker/all/modules'

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
  const urlOf = (name) => Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href
  const create = (sql) => withOwner(postgres.url, (client) => client.query(`create database ${sql}`))
  const keys = masterKeyOf(TEST_KEY)
  await create(TEMPLATES.migrated)
  await migrateModules({ ownerUrl: urlOf(TEMPLATES.migrated), keys, modules })
  await create(`${TEMPLATES.started} template ${TEMPLATES.migrated}`)
  const settings = readSettings(modules, { NODE_ENV: 'test', LOG_LEVEL: 'fatal', PORT: '0', ADMIN_PORT: '0' })
  const started = await runModules({
    available: modules,
    settings,
    keys,
    ownerUrl: urlOf(TEMPLATES.started),
  })
  await started.stop()
  process.env.TEST_POSTGRES_URL = postgres.url
}
