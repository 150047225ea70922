// Stands in for the official Postgres image where no image can be pulled: the same variables, port and folder.
import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import process from 'node:process'

const DATA = '/var/lib/postgresql/data'
const user = { uid: 999, gid: 999 }
const bin = (name) => `/postgres/bin/${name}`
const { POSTGRES_PASSWORD: password, POSTGRES_DB: database } = process.env

if (!existsSync(`${DATA}/PG_VERSION`)) {
  mkdirSync(DATA, { recursive: true, mode: 0o700 })
  chownSync(DATA, user.uid, user.gid)
  writeFileSync('/tmp/password', password)
  run(bin('initdb'), [
    '-D',
    DATA,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    '--pwfile=/tmp/password',
    '--encoding=UTF8',
    '--locale=C',
  ])
  run(bin('postgres'), ['--single', '-D', DATA, 'postgres'], `create database "${database}"`)
  appendFileSync(`${DATA}/pg_hba.conf`, 'host all all all scram-sha-256\n')
}
const postgres = spawn(
  bin('postgres'),
  ['-D', DATA, '-c', 'listen_addresses=*', '-c', 'unix_socket_directories='],
  { ...user, stdio: 'inherit' },
)
process.on('SIGTERM', () => postgres.kill('SIGINT'))
postgres.on('exit', (code) => process.exit(code ?? 1))

function run(command, words, input) {
  const { status, stderr } = spawnSync(command, words, { ...user, input, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command}: ${stderr}`)
}
