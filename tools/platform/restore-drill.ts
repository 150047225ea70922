// Restores while the rest of the world has gone on, by the runbook's own SQL, and counts: a service's schema, another whose
// consumers must hear again, and the whole; then changes the master key. The seven in one process on Debian's Postgres. `npm run drill:restore`
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { withOwner } from '@mymacrotracker/database'
import { freePort } from '@mymacrotracker/testing'
import { drain } from '../drills/audit.ts'
import { Server } from '../drills/server.ts'
import { endWith } from '../drills/verdict.ts'
import { startDebianPostgres } from './debian-postgres.ts'
import { newPeople, refresh, weigh } from './phones.ts'
import { differencesIn, sqlFile } from './restore-sql.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '6' } } })
const writeMs = Number(values.seconds) * 1000
const DATABASE = 'mymacrotracker'
/** The moment that is restored, beside what runs: what a recovery from the object store gives. */
const BESIDE = 'restored'
const sql = (name: string, room?: string) => ['-q', '-f', sqlFile(name, room)]

const folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-dumps-'))
const postgres = await startDebianPostgres()
const ports = { port: await freePort(), adminPort: await freePort() }
const withNewKey = () =>
  new Server({
    ...ports,
    dataDir: '.data-unused',
    env: { DATABASE_URL: postgres.ownerUrl(DATABASE), MASTER_KEY: randomBytes(32).toString('base64') },
  })
let server = withNewKey()
let faults: string[] = ['the drill did not end']
try {
  await server.start()
  const found: string[] = []
  await restoreSchema('events', found)
  await restoreSchema('profile', found)
  await endSessions(found)
  await restoreWhole(found)
  await changeMasterKey(found)
  faults = found
} finally {
  await server.kill({ alsoPostgres: false })
  postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
endWith(faults)

/** People write, a moment is kept, they write on: what came after the moment is lost on purpose, and nothing else may be. */
async function restoreSchema(schema: 'events' | 'profile', found: string[]): Promise<void> {
  const { kept, after } = await writeAround(schema)
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
  if (schema === 'profile' && (await targetsOf()) !== before)
    found.push('profile restored: targets of weights recorded since are not what they were')
  await again(schema, found)
  tell(
    `${schema} restored: ${after} changes were made since; before settling ${apart.length === 0 ? 'nothing differed' : apart.join('; ')}`,
  )
  expectNone(found, `${schema} restored`, differences())
  if (schema === 'events') await expectEntries(found, kept)
  postgres.run('psql', DATABASE, ['-qc', `drop schema ${schema}_before cascade`])
}

async function restoreWhole(found: string[]): Promise<void> {
  const { kept, after } = await writeAround('whole')
  await stopDrained()
  postgres.run('psql', 'postgres', ['-qc', `drop database ${DATABASE}`])
  postgres.run('psql', 'postgres', ['-qc', `alter database ${BESIDE} rename to ${DATABASE}`])
  postgres.run('psql', DATABASE, sql('end-sessions'))
  postgres.run('psql', DATABASE, sql('settle'))
  await server.start()
  await drained()
  await again('whole', found)
  tell(`the whole restored: ${after} changes were made since`)
  expectNone(found, 'the whole restored', differences())
  await expectEntries(found, kept)
}

/** Answers what was acknowledged before the moment, and how much after it. */
async function writeAround(name: string): Promise<{ kept: string[]; after: number }> {
  const writers = await newPeople(server.url, 6)
  writers.start()
  await sleep(writeMs)
  await weigh(server.url, writers, 71)
  const kept = [...writers.acknowledged.values()].filter(({ deleted }) => !deleted).map(({ id }) => id)
  const moment = join(folder, `${name}-all.dump`)
  postgres.run('pg_dump', DATABASE, ['--format=custom', '--file', moment])
  await weigh(server.url, writers, 64)
  await sleep(writeMs)
  await writers.stop()
  postgres.run('psql', 'postgres', ['-qc', `drop database if exists ${BESIDE}`])
  postgres.run('psql', 'postgres', ['-qc', `create database ${BESIDE}`])
  postgres.run('pg_restore', BESIDE, ['--exit-on-error', moment])
  const deletedSince = new Set(
    [...writers.acknowledged.values()].filter(({ deleted }) => deleted).map(({ id }) => id),
  )
  return { kept: kept.filter((id) => !deletedSince.has(id)), after: writers.acknowledged.size - kept.length }
}

/** The world goes on after the restore: new people and new changes reach everybody. */
async function again(name: string, found: string[]): Promise<void> {
  const writers = await newPeople(server.url, 2)
  writers.start()
  await sleep(1500)
  await writers.stop()
  await weigh(server.url, writers, 68)
  await drained()
  if (writers.acknowledged.size === 0) found.push(`${name}: nothing could be written after the restore`)
}

async function endSessions(found: string[]): Promise<void> {
  const writers = await newPeople(server.url, 1)
  postgres.run('psql', DATABASE, sql('end-sessions'))
  const status = await refresh(server.url, writers)
  if (status !== 401) found.push(`a session that was ended is answered ${status}`)
}

async function changeMasterKey(found: string[]): Promise<void> {
  const writers = await newPeople(server.url, 1)
  await stopDrained()
  postgres.run('psql', DATABASE, sql('forget-master-key', 'keys'))
  server = withNewKey()
  await server.start()
  const status = await refresh(server.url, writers)
  if (status !== 200) found.push(`with a new master key a session from before is answered ${status}`)
  await again('a new master key', found)
  tell('the master key changed: sessions go on, entries are written')
  expectNone(found, 'a new master key', differences())
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

/** Every person's targets, as the profile has them. */
function targetsOf(): Promise<string> {
  return withOwner(postgres.ownerUrl(DATABASE), async (client) =>
    JSON.stringify(
      (await client.query('select user_id, effective_from, days from profile.target_revisions order by 1, 2'))
        .rows,
    ),
  )
}

async function expectEntries(found: string[], kept: readonly string[]): Promise<void> {
  const { rows } = await withOwner(postgres.ownerUrl(DATABASE), (client) =>
    client.query<{ n: number }>(
      'select count(*)::int as n from unnest($1::uuid[]) as k (id) where not exists (select from events.diary_entries e where e.id = k.id)',
      [kept],
    ),
  )
  tell(`  entries acknowledged before the moment: ${kept.length}; of them missing ${rows[0]!.n}`)
  if (rows[0]!.n > 0) found.push(`${rows[0]!.n} entries from before the moment are missing`)
}

function expectNone(found: string[], when: string, lines: readonly string[]): void {
  found.push(...lines.map((line) => `${when}: ${line}`))
}
function tell(line: string): void {
  console.log(line)
}
