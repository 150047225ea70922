// Makes the Secret `dev` once: the database goes with the MASTER_KEY it was made with. What one lacks that an earlier version made
// is added to it.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { KEY_HOLDERS, serviceKeys } from '../../../tools/compose/service-keys.mjs'

const SERVER = 'postgres:5432/mymacrotracker'
const kubectl = (...words) => spawnSync('kubectl', words, { encoding: 'utf8' })

const { status, stdout, stderr } = kubectl('get', 'secret', 'dev', '-o', 'jsonpath={.data}')
if (status !== 0 && !stderr.includes('NotFound')) fail(stderr)
const given = status === 0 ? JSON.parse(stdout) : {}

const password = randomBytes(24).toString('hex')
const masterKey = given.MASTER_KEY
  ? Buffer.from(given.MASTER_KEY, 'base64').toString()
  : randomBytes(32).toString('base64')
const values = {
  POSTGRES_PASSWORD: password,
  DATABASE_URL: `postgresql://postgres:${password}@${SERVER}`,
  MASTER_KEY: masterKey,
  ...serviceKeys(masterKey),
  ...Object.fromEntries(
    KEY_HOLDERS.map((name) => [`${name.toUpperCase()}_DATABASE_URL`, `postgresql://mmt_${name}@${SERVER}`]),
  ),
  RPC_SHARED_SECRET: randomBytes(24).toString('hex'),
}
const missing = Object.entries(values).filter(([name]) => !(name in given))
if (missing.length === 0) process.exit(0)
const made =
  status === 0
    ? kubectl('patch', 'secret', 'dev', '-p', JSON.stringify({ stringData: Object.fromEntries(missing) }))
    : kubectl(
        'create',
        'secret',
        'generic',
        'dev',
        ...missing.map(([name, value]) => `--from-literal=${name}=${value}`),
      )
if (made.status !== 0) fail(made.stderr)
console.log('the Secret dev is complete')

function fail(text) {
  console.error(text)
  process.exit(1)
}
