// Writes .env beside compose.yaml: secrets for this machine's development stack, created once. Runs on Node 20 or later, before
// any install. It never changes an existing .env: the database's key must stay the same.
//   node tools/compose/env.mjs [another file]
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const path = process.argv[2] ?? join(import.meta.dirname, '../../.env')
const lines = [
  '# Secrets of the development stack in compose.yaml. Not for production, and never committed.',
  '# What `docker compose up` starts without --profile.',
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
  console.error('.env exists already and was left unchanged')
  process.exitCode = 1
}
