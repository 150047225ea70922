import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { foodTopic, profileTopic } from '@mymacrotracker/contracts'
import { ROOT } from '../../images/services.ts'
import { differencesIn, sqlFile } from '../../platform/restore-sql.ts'
import { kit } from '../kit.ts'
import { startDiarists, type RemoteDiarists } from '../load/remote-diarists.ts'
import type { RemoteLoad } from '../load/remote-load.ts'
import { podsOf } from '../pods.ts'
import { DATABASE, inPrimary, psql } from '../primary.ts'
import { DATA_NAMESPACE } from '../stack.ts'
import { bringToStandstill, startAgain, untilQuiet } from '../standstill.ts'
import { checkAudit, type Context } from './context.ts'

const SCENARIO = '8 a backup restored'
const WRITE_MS = 15_000
/** In the pod of the primary. */
const DUMP = '/tmp/restore.dump'
/** What the diary takes in: its consumers, and where they read. */
const GROUPS = { 'events.on-profile-changed': profileTopic.name, 'events.on-food-changed': foodTopic.name }

interface Drill extends Context {
  phones: RemoteDiarists
  told(what: string): string
}

/** A way of the runbook's: docs/runbooks/managed.md, Restore. */
interface Way {
  name: string
  /** Words for pg_dump: which part of the database. */
  part: readonly string[]
  /** The moment takes the place of what is there; every service is stopped. */
  bringBack(): Promise<void>
  onceSettled?(): Promise<void>
  onceStarted?(drill: Drill): Promise<void>
  onceQuiet?(drill: Drill): Promise<void>
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
      since = await unheard()
      await hearAgain()
    },
    async onceQuiet({ table, told }) {
      const left = await unheard()
      table.check({
        scenario: SCENARIO,
        what: told(`of ${since} facts taken in after the dump, not heard again`),
        value: String(left),
        limit: '0',
        holds: left === 0 && since > 0,
      })
      await psql('drop schema events_before cascade')
    },
  }
}

const theWhole: Way = {
  name: 'the whole',
  part: [],
  // Kafka keeps facts of a time that is no more. Every lag was 0 before all stopped, and no group goes back: nobody hears them.
  async bringBack() {
    await psql(`drop database ${DATABASE}`, 'postgres')
    await inPrimary(['pg_restore', '--exit-on-error', '--create', '--dbname', 'postgres', DUMP])
    await psql(sql('end-sessions'))
  },
  async onceSettled() {
    await psql(sql('unheard'))
  },
  async onceStarted({ table, told, phones }) {
    const { people, refused } = await phones.ask('sign in')
    table.check({
      scenario: SCENARIO,
      what: told('sessions from before the dump that go on'),
      value: `${people - refused} of ${people}`,
      limit: '0',
      holds: refused === people,
    })
  },
}

/**
 * One service's schema by the runbook, then the whole database, to a moment before people went on writing. For the whole the runbook makes a new
 * Postgres cluster and deletes Kafka's topics; here a dump takes the database's place, and topics stay, in which nobody has anything left to read.
 */
export async function restoreBackups(context: Context): Promise<void> {
  await restore(context, oneSchema())
  await restore(context, theWhole)
}

async function restore(context: Context, way: Way): Promise<void> {
  const { table, url } = context
  const told = (what: string) => `${way.name}: ${what}`
  const timed = async (what: string, work: () => Promise<unknown>) => {
    const startedAt = Date.now()
    await work()
    table.tell(SCENARIO, told(what), `${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
  }
  const phones = await startDiarists(url)
  const drill: Drill = { ...context, phones, told }
  let load: RemoteLoad | undefined
  let isStopped = false
  try {
    // Others write while the dump is made: what is under way then is the hard part of it.
    load = await context.startLoad(0)
    await writeFor(phones, WRITE_MS)
    await phones.ask('remember')
    await timed('pg_dump under load', () =>
      inPrimary(['pg_dump', '--format=custom', '--file', DUMP, ...way.part, DATABASE]),
    )
    await phones.ask('rename')
    await writeFor(phones, WRITE_MS)
    checkAudit(context, SCENARIO, await load.stop())
    isStopped = true
    const closedAt = Date.now()
    await timed('door closed, lags 0, all stopped', bringToStandstill)
    await timed('brought back', way.bringBack)
    const apart = await differences()
    await timed('settled', async () => {
      await psql(sql('settle'))
      await way.onceSettled?.()
    })
    await timed('all ready', startAgain)
    isStopped = false
    table.tell(SCENARIO, told('closed to people for'), `${((Date.now() - closedAt) / 1000).toFixed(0)} s`)
    table.tell(SCENARIO, told('before it was settled'), apart.join('; ') || 'nothing differed')
    await way.onceStarted?.(drill)
    const { kept, lost } = await phones.ask('go back')
    table.check({
      scenario: SCENARIO,
      what: told('acknowledged before the dump, and changed after it'),
      value: `${kept}, and ${lost}`,
      limit: 'some',
      holds: kept > 0 && lost > 0,
    })
    await checkDiaries(drill, 'diaries that are not as told before the dump')
    await untilQuiet()
    await checkCopies(drill, 'differences between owners and copies')
    await way.onceQuiet?.(drill)
    await writeFor(phones, WRITE_MS / 2)
    await untilQuiet()
    await checkCopies(drill, 'differences once people have gone on')
    await checkDiaries(drill, 'diaries that are not as told once people have gone on')
  } finally {
    load?.kill()
    phones.kill()
    await inPrimary(['rm', '-f', DUMP]).catch(() => undefined)
    if (isStopped) await startAgain().catch(() => undefined)
  }
}

const sql = (name: string) => readFileSync(sqlFile(name), 'utf8')
const differences = async () => differencesIn(await psql(sql('check')))
/** What the diary had taken in and does not know of after its restore. */
const unheard = async () =>
  Number(
    await psql(
      'select count(*) from events_before.inbox b where not exists (select from events.inbox e where (e.consumer, e.event_id) = (b.consumer, b.event_id))',
    ),
  )

async function writeFor(phones: RemoteDiarists, forMs: number): Promise<void> {
  await phones.ask('write')
  await sleep(forMs)
  await phones.ask('hold')
}

async function hearAgain(): Promise<void> {
  const brokers = (await podsOf(DATA_NAMESPACE, 'app=kafka')).flatMap(({ name, ip }) => [
    '--broker',
    `${name}=${ip}`,
  ])
  await kit([
    'in',
    'node',
    join(ROOT, 'tools/cluster/hear-again.ts'),
    ...brokers,
    ...Object.entries(GROUPS).flatMap(([group, topic]) => ['--group', `${group}=${topic}`]),
  ])
}

async function checkCopies({ table, told }: Drill, what: string): Promise<void> {
  const found = await differences()
  table.check({
    scenario: SCENARIO,
    what: told(what),
    value: found.length === 0 ? '0' : found.join('; '),
    limit: '0',
    holds: found.length === 0,
  })
}

async function checkDiaries({ table, told, phones }: Drill, what: string): Promise<void> {
  const { faults } = await phones.ask('audit')
  table.check({
    scenario: SCENARIO,
    what: told(what),
    value: faults.length === 0 ? '0' : `${faults.length}: ${faults.slice(0, 3).join('; ')}`,
    limit: '0',
    holds: faults.length === 0,
  })
}
