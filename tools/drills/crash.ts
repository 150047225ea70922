// Kills the process again and again while people write, sometimes Postgres with it. Then counts: every acknowledged entry is
// there once, every fact was delivered, nothing happened twice.
//   npm run drill:crash -- [--kills 50] [--with-postgres 10]
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { runDrill } from '../lib/checks.ts'
import { Server, ownerUrlOf } from '../lib/server.ts'
import { auditDiary } from './audit.ts'
import { folderFor } from './setup.ts'
import { Writers } from './writers.ts'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, 'with-postgres': { type: 'string', default: '10' } },
})
const kills = Number(values.kills)
const withPostgres = Number(values['with-postgres'])
const everyKills = Math.max(1, Math.round(kills / Math.max(1, withPostgres)))

await runDrill(async (drill) => {
  const dataDir = folderFor(drill, 'crash')
  const server = await Server.create({ dataDir })
  drill.defer(() => server.kill({ alsoPostgres: true }))
  await server.start()
  const writers = await Writers.signUp(server.url, 6)
  writers.start()
  for (let kill = 1; kill <= kills; kill++) {
    await sleep(200 + Math.random() * 800)
    const alsoPostgres = withPostgres > 0 && kill % everyKills === 0
    await server.kill({ alsoPostgres })
    const { tookMs, adopted } = await server.start()
    console.log(
      `kill ${String(kill).padStart(2)}/${kills}${alsoPostgres ? ' with Postgres' : '              '}  ready after ${String(Math.round(tookMs)).padStart(5)} ms  ${adopted ? 'Postgres taken over' : 'Postgres started'}  acknowledged so far ${writers.acknowledged.size}`,
    )
  }
  await writers.stop()
  console.log(
    `\n${kills} kills, ${withPostgres} of them with Postgres; slowest start ${Math.round(server.slowestStartMs)} ms`,
  )
  await auditDiary(drill, { ownerUrl: await ownerUrlOf(dataDir), writers })
  await server.stop()
})
