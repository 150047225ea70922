import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { foodTopic, profileTopic } from '@mymacrotracker/contracts'
import { ROOT } from '../../lib/services.ts'
import { differencesIn, sqlFile } from '../../platform/restore-sql.ts'
import { kit } from '../kit.ts'
import { startDiarists, type RemoteDiarists } from '../load/remote-diarists.ts'
import type { RemoteLoad } from '../load/remote-load.ts'
import { podsOf } from '../pods.ts'
import { DATABASE, inPrimary, psql } from '../primary.ts'
import { DATA_NAMESPACE } from '../stack.ts'
import { bringToStandstill, startAgain, untilQuiet } from '../standstill.ts'
import type { Section } from '../table.ts'
import { checkAudit, checkNone, type Context } from './context.ts'

const SCENARIO = '8 a backup restored'
const WRITE_MS = 15_000
/** In the pod of the primary. */
const DUMP = '/tmp/restore.dump'
/** The consumers of the diary, and the topics they read. */
const GROUPS = { 'events.on-profile-changed': profileTopic.name, 'events.on-food-changed': foodTopic.name }

/** One run: its figures, each named after the way, and people who write. */
interface Run extends Section {
  phones: RemoteDiarists
}

/** A way to restore from the runbook: docs/runbooks/managed.md, Restore. */
interface Way {
  name: string
  /** Arguments of pg_dump: which part of the database. */
  part: readonly string[]
  /** Replaces the current data with the dump; every service is stopped. */
  bringBack(): Promise<void>
  onceSettled?(): Promise<void>
  onceStarted?(run: Run): Promise<void>
  onceQuiet?(run: Run): Promise<void>
}

const oneSchema = (): Way => {
  let since = 0
  return {
    name: 'schema events',
    part: ['--schema', 'events'],
    async bringBack() {
      await psql('drop schema if exists events_before cascade; alter schema events rename to events_before')
      await inPrimary(['pg_restore', '--exit-on-error', '--dbname', DATABASE, DUMP])
    },
    async onceSettled() {
      since = await unread()
      await readAgain()
    },
    async onceQuiet({ check }) {
      const left = await unread()
      const what = `of ${since} facts handled after the dump, not read again`
      check(what, String(left), '0', left === 0 && since > 0)
      await psql('drop schema events_before cascade')
    },
  }
}

const theWhole: Way = {
  name: 'the whole',
  part: [],
  // Kafka keeps facts that the dump does not know. Every lag was 0 before all stopped, and no group is reset: nobody reads them.
  async bringBack() {
    await psql(`drop database ${DATABASE}`, 'postgres')
    await inPrimary(['pg_restore', '--exit-on-error', '--create', '--dbname', 'postgres', DUMP])
    await psql(sql('end-sessions'))
  },
  async onceSettled() {
    await psql(sql('unheard'))
  },
  async onceStarted({ check, phones }) {
    const { people, refused } = await phones.ask('sign in')
    const what = 'sessions from before the dump that are still valid'
    check(what, `${people - refused} of ${people}`, '0', refused === people)
  },
}

/**
 * Restores one service's schema by the runbook, then the whole database, to a snapshot after which people went on writing. For the
 * whole, the runbook creates a new Postgres cluster and deletes Kafka's topics; here a dump replaces the database, and the topics
 * stay, as nobody has anything left to read there.
 */
export async function restoreBackups(context: Context): Promise<void> {
  await restore(context, oneSchema())
  await restore(context, theWhole)
}

async function restore(context: Context, way: Way): Promise<void> {
  const { note, check, timed } = context.section(SCENARIO)
  const phones = await startDiarists(context.url)
  const run: Run = {
    phones,
    note: (what, value) => note(`${way.name}: ${what}`, value),
    check: (what, ...rest) => check(`${way.name}: ${what}`, ...rest),
    timed: (what, work) => timed(`${way.name}: ${what}`, work),
  }
  let load: RemoteLoad | undefined
  let isStopped = false
  try {
    // Others write while the dump is made: open transactions are the hard part of it.
    load = await context.startLoad(0)
    await writeFor(phones, WRITE_MS)
    await phones.ask('snapshot')
    await run.timed('pg_dump under load', () =>
      inPrimary(['pg_dump', '--format=custom', '--file', DUMP, ...way.part, DATABASE]),
    )
    await phones.ask('rename')
    await writeFor(phones, WRITE_MS)
    checkAudit(run, await load.stop())
    isStopped = true
    const closedAt = Date.now()
    await run.timed('gateway stopped, lags 0, all stopped', bringToStandstill)
    await run.timed('restored', way.bringBack)
    const before = await differences()
    await run.timed('settled', async () => {
      await psql(sql('settle'))
      await way.onceSettled?.()
    })
    await run.timed('all ready', startAgain)
    isStopped = false
    run.note('closed to people for', `${((Date.now() - closedAt) / 1000).toFixed(0)} s`)
    run.note('before it was settled', before.join('; ') || 'nothing differed')
    await way.onceStarted?.(run)
    const { kept, lost } = await phones.ask('go back')
    const what = 'acknowledged before the dump, and changed after it'
    run.check(what, `${kept}, and ${lost}`, 'some', kept > 0 && lost > 0)
    await checkDiaries(run, 'diaries that differ from the snapshot')
    await untilQuiet()
    checkNone(run, 'differences between owners and copies', await differences())
    await way.onceQuiet?.(run)
    await writeFor(phones, WRITE_MS / 2)
    await untilQuiet()
    checkNone(run, 'differences once people have gone on', await differences())
    await checkDiaries(run, 'diaries that differ once people have gone on')
  } finally {
    load?.kill()
    phones.kill()
    await inPrimary(['rm', '-f', DUMP]).catch(() => undefined)
    if (isStopped) await startAgain().catch(() => undefined)
  }
}

const sql = (name: string) => readFileSync(sqlFile(name), 'utf8')
const differences = async () => differencesIn(await psql(sql('check')))
/** How many facts the diary had handled and does not know after its restore. */
const unread = async () =>
  Number(
    await psql(
      'select count(*) from events_before.inbox b where not exists (select from events.inbox e where (e.consumer, e.event_id) = (b.consumer, b.event_id))',
    ),
  )

async function writeFor(phones: RemoteDiarists, forMs: number): Promise<void> {
  await phones.ask('write')
  await sleep(forMs)
  await phones.ask('pause')
}

/** Resets the diary's consumers to the start of their topics. */
async function readAgain(): Promise<void> {
  const brokers = (await podsOf(DATA_NAMESPACE, 'app=kafka')).map(({ name, ip }) => `--broker=${name}=${ip}`)
  const groups = Object.entries(GROUPS).map(([group, topic]) => `--group=${group}=${topic}`)
  await kit`in node ${join(ROOT, 'tools/cluster/reset-offsets.ts')} ${brokers} ${groups}`
}

async function checkDiaries(run: Run, what: string): Promise<void> {
  checkNone(run, what, (await run.phones.ask('audit')).faults)
}
