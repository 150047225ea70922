// Restores while everything else has gone on, by the runbook's own SQL, and counts: a service's schema, another whose consumers
// must read again, and the whole database; then changes the master key. The seven in one process on Debian's Postgres.
//   npm run drill:restore -- [--seconds 6]
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { withOwner } from '@mymacrotracker/database'
import { drain } from '../drills/audit.ts'
import { folderFor } from '../drills/setup.ts'
import { Writers } from '../drills/writers.ts'
import { runDrill, type Drill } from '../lib/checks.ts'
import { refresh } from '../lib/person.ts'
import { Refused } from '../lib/phone.ts'
import { Server } from '../lib/server.ts'
import { startDebianPostgres, type DebianPostgres } from './debian-postgres.ts'
import { differencesIn, sqlFile } from './restore-sql.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '6' } } })
const writeMs = Number(values.seconds) * 1000
const DATABASE = 'mymacrotracker'
/** The state to restore, beside the running database: what a recovery from the object store gives. */
const BESIDE = 'restored'
const sql = (name: string, folder?: string) => ['-q', '-f', sqlFile(name, folder)]

let postgres: DebianPostgres
let server: Server
await runDrill(async (drill) => {
  const folder = folderFor(drill, 'dumps')
  postgres = await startDebianPostgres()
  drill.defer(() => postgres.stop())
  server = await Server.create({ dataDir: folder, env: { DATABASE_URL: postgres.ownerUrl(DATABASE) } })
  drill.defer(() => server.kill({ alsoPostgres: false }))
  await server.start(newKey())
  await restoreSchema(drill, folder, 'events')
  await restoreSchema(drill, folder, 'profile')
  await endSessions(drill)
  await restoreWhole(drill, folder)
  await changeMasterKey(drill)
})

function newKey(): { MASTER_KEY: string } {
  return { MASTER_KEY: randomBytes(32).toString('base64') }
}

/** People write, a snapshot is taken, they write on: what came after it is lost on purpose, and nothing else may be. */
async function restoreSchema(drill: Drill, folder: string, schema: 'events' | 'profile'): Promise<void> {
  const { kept, after } = await writeAround(join(folder, `${schema}-all.dump`))
  await stopDrained()
  const before = await targetsOf()
  postgres.run('psql', DATABASE, ['-qc', `alter schema ${schema} rename to ${schema}_before`])
  const dump = join(folder, `${schema}.dump`)
  postgres.run('pg_dump', BESIDE, ['--schema', schema, '--format=custom', '--file', dump])
  postgres.run('pg_restore', DATABASE, ['--exit-on-error', dump])
  const apart = differences()
  postgres.run('psql', DATABASE, sql('settle'))
  postgres.run('psql', DATABASE, ['-v', `service=${schema}`, ...sql('replay')])
  await server.start()
  await drained()
  drill.expect(
    schema !== 'profile' || (await targetsOf()) === before,
    'profile restored: targets of weights recorded since are not what they were',
  )
  await goOn(drill, schema)
  console.log(
    `${schema} restored: ${after} changes were made since; before settling ${apart.length === 0 ? 'nothing differed' : apart.join('; ')}`,
  )
  expectSame(drill, `${schema} restored`)
  if (schema === 'events') await expectEntries(drill, kept)
  postgres.run('psql', DATABASE, ['-qc', `drop schema ${schema}_before cascade`])
}

async function restoreWhole(drill: Drill, folder: string): Promise<void> {
  const { kept, after } = await writeAround(join(folder, 'whole-all.dump'))
  await stopDrained()
  postgres.run('psql', 'postgres', ['-qc', `drop database ${DATABASE}`])
  postgres.run('psql', 'postgres', ['-qc', `alter database ${BESIDE} rename to ${DATABASE}`])
  postgres.run('psql', DATABASE, sql('end-sessions'))
  postgres.run('psql', DATABASE, sql('settle'))
  await server.start()
  await drained()
  await goOn(drill, 'whole')
  console.log(`the whole restored: ${after} changes were made since`)
  expectSame(drill, 'the whole restored')
  await expectEntries(drill, kept)
}

/** Returns what was acknowledged before the snapshot, and how much after it. */
async function writeAround(snapshot: string): Promise<{ kept: string[]; after: number }> {
  const writers = await Writers.signUp(server.url, 6)
  writers.start()
  await sleep(writeMs)
  await weigh(writers, 71)
  const kept = writers.kept()
  postgres.run('pg_dump', DATABASE, ['--format=custom', '--file', snapshot])
  await weigh(writers, 64)
  await sleep(writeMs)
  await writers.stop()
  postgres.run('psql', 'postgres', ['-qc', `drop database if exists ${BESIDE}`])
  postgres.run('psql', 'postgres', ['-qc', `create database ${BESIDE}`])
  postgres.run('pg_restore', BESIDE, ['--exit-on-error', snapshot])
  const still = new Set(writers.kept())
  return { kept: kept.filter((id) => still.has(id)), after: writers.acknowledged.size - kept.length }
}

/** Life goes on after the restore: new people and new changes reach every service. */
async function goOn(drill: Drill, name: string): Promise<void> {
  const writers = await Writers.signUp(server.url, 2)
  writers.start()
  await sleep(1500)
  await writers.stop()
  await weigh(writers, 68)
  await drained()
  drill.expect(writers.acknowledged.size > 0, `${name}: nothing could be written after the restore`)
}

async function endSessions(drill: Drill): Promise<void> {
  const writers = await Writers.signUp(server.url, 1)
  postgres.run('psql', DATABASE, sql('end-sessions'))
  const status = await refreshStatus(writers)
  drill.expect(status === 401, `the refresh of an ended session got ${status}`)
}

async function changeMasterKey(drill: Drill): Promise<void> {
  const writers = await Writers.signUp(server.url, 1)
  await stopDrained()
  postgres.run('psql', DATABASE, sql('forget-master-key', 'keys'))
  await server.start(newKey())
  const status = await refreshStatus(writers)
  drill.expect(status === 200, `with a new master key the refresh of an earlier session got ${status}`)
  await goOn(drill, 'a new master key')
  console.log('the master key changed: sessions go on, entries are written')
  expectSame(drill, 'a new master key')
}

async function weigh({ people }: Writers, weightKg: number): Promise<void> {
  for (const { phone } of people)
    await phone.call('POST', '/v1/weights', { body: { weightKg, measuredAt: new Date().toISOString() } })
}

async function refreshStatus({ people: [person] }: Writers): Promise<number> {
  try {
    await refresh(person!)
    return 200
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.reply.status
  }
}

async function stopDrained(): Promise<void> {
  await drained()
  await server.stop()
}

async function drained(): Promise<void> {
  await withOwner(postgres.ownerUrl(DATABASE), async (client) => {
    if ((await drain(client)) === undefined) throw new Error('the backlog was not drained')
  })
}

function differences(): string[] {
  return differencesIn(postgres.run('psql', DATABASE, ['-At', '-F', ' ', ...sql('check')]))
}

/** Everybody's targets in the profile. */
function targetsOf(): Promise<string> {
  return withOwner(postgres.ownerUrl(DATABASE), async (client) =>
    JSON.stringify(
      (await client.query('select user_id, effective_from, days from profile.target_revisions order by 1, 2'))
        .rows,
    ),
  )
}

async function expectEntries(drill: Drill, kept: readonly string[]): Promise<void> {
  const { rows } = await withOwner(postgres.ownerUrl(DATABASE), (client) =>
    client.query<{ n: number }>(
      'select count(*)::int as n from unnest($1::uuid[]) as k (id) where not exists (select from events.diary_entries e where e.id = k.id)',
      [kept],
    ),
  )
  const missing = rows[0]!.n
  console.log(`  entries acknowledged before the snapshot: ${kept.length}; of them missing ${missing}`)
  drill.expect(missing === 0, `${missing} entries from before the snapshot are missing`)
}

function expectSame(drill: Drill, when: string): void {
  drill.addFaults(differences().map((line) => `${when}: ${line}`))
}
