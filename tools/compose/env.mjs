// Writes .env beside compose.yaml: secrets for this machine's development stack, created once. Runs on Node 20 or later, before
// any install. It never changes a value that is there, since the database's key must stay the same, and adds those that are
// missing. After a change of MASTER_KEY, remove the keys of the services and run it again.
//   node tools/compose/env.mjs [another file]
import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { serviceKeys } from './service-keys.mjs'

const path = process.argv[2] ?? join(import.meta.dirname, '../../.env')
const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
const given = Object.fromEntries(
  before.split('\n').flatMap((line) => {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? []
    return name ? [[name, value]] : []
  }),
)
const masterKey = given.MASTER_KEY ?? randomBytes(32).toString('base64')
const keys = serviceKeys(masterKey)
const strange = Object.keys(keys).find((name) => given[name] && given[name] !== keys[name])
if (strange) {
  console.error(`${strange} does not come from MASTER_KEY: remove the keys of the services from ${path}`)
  process.exit(1)
}
const lines = [
  ...section('# Secrets of the development stack in compose.yaml. Not for production, and never committed.', {
    COMPOSE_PROFILES: 'everything',
    MASTER_KEY: masterKey,
    POSTGRES_PASSWORD: randomBytes(24).toString('hex'),
    RPC_SHARED_SECRET: randomBytes(24).toString('hex'),
    GRAFANA_PASSWORD: randomBytes(12).toString('hex'),
  }),
  ...section('# Keys of single services, for containers that run one: they come from MASTER_KEY.', keys),
]
if (lines.length > 0)
  appendFileSync(path, `${before && !before.endsWith('\n') ? '\n' : ''}${lines.join('\n')}\n`, {
    mode: 0o600,
  })
console.log(
  lines.length > 0
    ? '.env is written. Next: docker compose up --build'
    : '.env exists already and was left unchanged',
)

function section(title, values) {
  const missing = Object.entries(values).filter(([name]) => given[name] === undefined)
  return missing.length > 0 ? [title, ...missing.map(([name, value]) => `${name}=${value}`)] : []
}
