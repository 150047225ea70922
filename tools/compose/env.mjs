// Writes .env beside compose.yaml: secrets of this machine's development stack, made once. Any Node from 20 on, before any
// install. It never changes a .env that is there: the database's key must stay what it was.
//   node tools/compose/env.mjs [another file]
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const path = process.argv[2] ?? join(import.meta.dirname, '../../.env')
const lines = [
  '# Secrets of the development stack in compose.yaml. Not for production, and never committed.',
  '# What `docker compose up` starts when no --profile is said.',
  'COMPOSE_PROFILES=everything',
  `MASTER_KEY=${randomBytes(32).toString('base64')}`,
  `POSTGRES_PASSWORD=${randomBytes(24).toString('hex')}`,
  `RPC_SHARED_SECRET=${randomBytes(24).toString('hex')}`,
  `GRAFANA_PASSWORD=${randomBytes(12).toString('hex')}`,
]
try {
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' })
  console.log('.env is written. Next: docker compose up --build')
} catch (error) {
  if (error.code !== 'EEXIST') throw error
  console.error('.env is there already and stays as it is')
  process.exitCode = 1
}
