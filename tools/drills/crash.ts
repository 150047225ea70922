// Kills the process again and again while people write, sometimes Postgres with it, and then counts: every acknowledged
// entry is there once, every fact was delivered, nothing happened twice.
//   npm run drill:crash -- [--kills 50] [--with-postgres 10]
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@mymacrotracker/testing'
import { Server, ownerUrlOf } from './server.ts'
import { auditDiary } from './audit.ts'
import { endWith } from './verdict.ts'
import { Writers } from './writers.ts'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, 'with-postgres': { type: 'string', default: '10' } },
})
const kills = Number(values.kills)
const withPostgres = Number(values['with-postgres'])
const dataDir = await mkdtemp(join(tmpdir(), 'mymacrotracker-crash-'))
await chmod(dataDir, 0o755)
const server = new Server({ dataDir, port: await freePort(), adminPort: await freePort() })

let faults: readonly string[] = ['the drill did not end']
try {
  await server.start()
  const writers = await Writers.signUp(server.url, 6)
  writers.start()
  for (let kill = 1; kill <= kills; kill++) {
    await sleep(200 + Math.random() * 800)
    const alsoPostgres =
      kill % Math.max(1, Math.round(kills / Math.max(1, withPostgres))) === 0 && withPostgres > 0
    await server.kill({ alsoPostgres })
    const { tookMs, adopted } = await server.start()
    console.log(
      `kill ${String(kill).padStart(2)}/${kills}${alsoPostgres ? ' with Postgres' : '              '}  ready after ${String(Math.round(tookMs)).padStart(5)} ms  ${adopted ? 'Postgres taken over' : 'Postgres started'}  acknowledged so far ${writers.acknowledged.size}`,
    )
  }
  await writers.stop()
  const audit = await auditDiary({ ownerUrl: await ownerUrlOf(dataDir), writers })
  faults = audit.faults
  console.log(
    `\n${kills} kills, ${withPostgres} of them with Postgres; slowest start ${Math.round(server.slowestStartMs)} ms`,
  )
  for (const line of audit.lines) console.log(`  ${line}`)
  await server.stop()
} finally {
  await server.kill({ alsoPostgres: true })
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
}
endWith(faults)
