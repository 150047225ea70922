import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@mymacrotracker/database'
import { runProgram } from './run-program.ts'

const INSTALLED = '/usr/lib/postgresql'

/** A Postgres of Debian's package, with pg_dump and psql of the same version, which the embedded one has not. */
export interface DebianPostgres {
  /** Owner's connection of a database: may make roles, and is no superuser, as in production. */
  ownerUrl(database: string): string
  /** Runs one of its programs against a database; answers what it printed. */
  run(program: 'psql' | 'pg_dump' | 'pg_restore', database: string, words: readonly string[]): string
  stop(): void
}

export async function startDebianPostgres(): Promise<DebianPostgres> {
  const version = existsSync(INSTALLED)
    ? readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a))[0]
    : undefined
  if (!version || process.getuid?.() !== 0)
    throw new Error("the drill needs Debian's package postgresql, and root to run it as its own user")
  const bin = (name: string) => join(INSTALLED, version, 'bin', name)
  const folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-restore-'))
  const uid = Number(runProgram('id', ['-u', 'postgres']))
  chownSync(folder, uid, Number(runProgram('id', ['-g', 'postgres'])))
  chmodSync(folder, 0o750)
  const port = await freePort()
  const asPostgres = (program: string, ...words: string[]) =>
    runProgram('runuser', ['-u', 'postgres', '--', program, ...words], { cwd: '/' })
  asPostgres(bin('initdb'), '-D', join(folder, 'data'), '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8')
  // A simple query in the background keeps no pipe of ours open.
  asPostgres(
    bin('pg_ctl'),
    '-D',
    join(folder, 'data'),
    '-w',
    '-l',
    join(folder, 'log'),
    '-o',
    `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c max_connections=200`,
    'start',
  )
  const superuser = (sql: string) =>
    asPostgres(bin('psql'), '-h', folder, '-p', String(port), '-d', 'postgres', '-qAtc', sql)
  superuser('create role mymacrotracker login createrole')
  superuser('alter role mymacrotracker createdb')
  superuser('create database mymacrotracker owner mymacrotracker')
  const ownerUrl = (database: string) => `postgresql://mymacrotracker:owner@127.0.0.1:${port}/${database}`
  return {
    ownerUrl,
    run: (program, database, words) =>
      runProgram(bin(program), ['--dbname', ownerUrl(database), ...words], { cwd: folder }),
    stop() {
      asPostgres(bin('pg_ctl'), '-D', join(folder, 'data'), '-m', 'fast', 'stop')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
