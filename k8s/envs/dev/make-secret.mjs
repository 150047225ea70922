// Makes the Secret `dev` once: the database goes with the MASTER_KEY it was made with.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { KEY_HOLDERS, serviceKeys } from '../../../tools/compose/service-keys.mjs'

const kubectl = (...words) => spawnSync('kubectl', words, { encoding: 'utf8' })

const { status, stderr } = kubectl('get', 'secret', 'dev')
if (status === 0) process.exit(0)
if (!stderr.includes('NotFound')) fail(stderr)

const password = randomBytes(24).toString('hex')
const masterKey = randomBytes(32).toString('base64')
const server = 'postgres:5432/mymacrotracker'
const values = {
  POSTGRES_PASSWORD: password,
  DATABASE_URL: `postgresql://postgres:${password}@${server}`,
  MASTER_KEY: masterKey,
  ...serviceKeys(masterKey),
  ...Object.fromEntries(
    KEY_HOLDERS.map((name) => [`${name.toUpperCase()}_DATABASE_URL`, `postgresql://mmt_${name}@${server}`]),
  ),
  RPC_SHARED_SECRET: randomBytes(24).toString('hex'),
}
const made = kubectl(
  'create',
  'secret',
  'generic',
  'dev',
  ...Object.entries(values).map(([key, value]) => `--from-literal=${key}=${value}`),
)
if (made.status !== 0) fail(made.stderr)
console.log('the Secret dev is made')

function fail(text) {
  console.error(text)
  process.exit(1)
}
