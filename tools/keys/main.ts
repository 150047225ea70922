// Writes what each service needs when it runs apart: keys derived for it alone, from the master key, which stays where it is.
//   npm run keys -- --out <folder> [--database postgresql://host:5432/name] [--bus-in-postgres] [--earlier] [--data-dir .data]
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig, secrets } from '@mymacrotracker/config'
import { loadMasterKey } from '@mymacrotracker/keys'
import { z } from 'zod'
import { serviceEnvironments } from './service-environments.ts'

const USAGE =
  'usage: MASTER_KEY=… npm run keys -- --out <folder> [--database postgresql://host:5432/name] [--bus-in-postgres] [--earlier] [--data-dir .data]'

try {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      database: { type: 'string' },
      'bus-in-postgres': { type: 'boolean', default: false },
      earlier: { type: 'boolean', default: false },
      'data-dir': { type: 'string', default: '.data' },
    },
  })
  if (!values.out) throw new Error(USAGE)
  const { MASTER_KEY } = readConfig(z.object({ MASTER_KEY: secrets().optional() }), process.env)
  const master = await loadMasterKey({ given: MASTER_KEY, dataDir: resolve(values['data-dir']) })
  mkdirSync(values.out, { recursive: true, mode: 0o700 })
  for (const [service, variables] of serviceEnvironments(master, {
    database: values.database,
    busInPostgres: values['bus-in-postgres'],
    earlier: values.earlier,
  })) {
    const path = join(values.out, `${service}.env`)
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`)
    writeFileSync(path, lines.join(''), { mode: 0o600 })
    console.log(`made ${path}: ${Object.keys(variables).join(', ')}`)
  }
  console.log('\neach for one service; none of them opens what another one keeps')
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}
