import { chmodSync, chownSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@mymacrotracker/database'
import { execaSync } from 'execa'
import { newFolder, removeFolder } from '../lib/folders.ts'
import { command } from '../lib/words.ts'

const INSTALLED = '/usr/lib/postgresql'

/** A Postgres from Debian's package, with pg_dump and psql of the same version, which the embedded one lacks. */
export interface DebianPostgres {
  /** The owner of a database may create roles and is no superuser, as in production. */
  ownerUrl(database: string): string
  /** Runs one of its programs against a database; returns the output. */
  run(program: 'psql' | 'pg_dump' | 'pg_restore', database: string, words: readonly string[]): string
  stop(): void
}

export async function startDebianPostgres(): Promise<DebianPostgres> {
  const [version] = existsSync(INSTALLED) ? readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a)) : []
  if (!version || process.getuid?.() !== 0)
    throw new Error("the drill needs Debian's package postgresql, and root to run it as its own user")
  const bin = (name: string) => join(INSTALLED, version, 'bin', name)
  const folder = newFolder('restore')
  const data = join(folder, 'data')
  const idOf = (flag: string) => Number(execaSync`id ${flag} postgres`.stdout)
  chownSync(folder, idOf('-u'), idOf('-g'))
  chmodSync(folder, 0o750)
  const port = await freePort()
  const asPostgres = command(
    (words) => void execaSync('runuser', ['-u', 'postgres', '--', ...words], { cwd: '/' }),
  )
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c max_connections=200`
  asPostgres`${bin('initdb')} -D ${data} --auth=trust --encoding=UTF8 --locale=C.UTF-8`
  asPostgres`${bin('pg_ctl')} -D ${data} -w -l ${folder}/log -o ${settings} start`
  for (const sql of [
    'create role mymacrotracker login createrole createdb',
    'create database mymacrotracker owner mymacrotracker',
  ])
    asPostgres`${bin('psql')} -h ${folder} -p ${port} -d postgres -qAtc ${sql}`
  const ownerUrl = (database: string) => `postgresql://mymacrotracker:owner@127.0.0.1:${port}/${database}`
  return {
    ownerUrl,
    run: (program, database, words) =>
      execaSync(bin(program), ['--dbname', ownerUrl(database), ...words], { cwd: folder }).stdout,
    stop() {
      asPostgres`${bin('pg_ctl')} -D ${data} -m fast stop`
      removeFolder(folder)
    },
  }
}
