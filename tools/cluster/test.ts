// The product on a real three-zone Kubernetes, under load: installed from nothing, upgraded, rolled back, and without a zone.
//   npm run test:cluster            the short form    (as root on Debian, with Go 1.26: k8s/cluster/README.md)
//   npm run test:cluster:full       all of it         [--keep leaves the cluster running, and uses one that runs; --only 2,3; --per-second 10; --trace DIR keeps every request]
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT, SEVEN } from '../images/services.ts'
import { kit, kubectl } from './kit.ts'
import { startRemoteBalancer } from './load/remote-balancer.ts'
import { startRemoteLoad } from './load/remote-load.ts'
import type { Context } from './scenarios/context.ts'
import { drainZone, excludeZone } from './scenarios/drain.ts'
import { idle } from './scenarios/idle.ts'
import { installFromNothing } from './scenarios/install.ts'
import { stayInZone } from './scenarios/locality.ts'
import { loseZone, primaryZone } from './scenarios/outage.ts'
import { restoreBackups } from './scenarios/restore.ts'
import { upgradeUnderLoad } from './scenarios/upgrade.ts'
import { rebalance } from './stack.ts'
import { createTable } from './table.ts'

const PEOPLE = 24
const INSIDE = [join(ROOT, 'k8s/cluster/three-zones'), 'in', 'node']
/** The balancer before the three ingress pods, as a cloud's would be: a zone's address, its port for phones and the one for its health. */
const URL = 'http://10.77.0.2:8080'
const DOORS = ['10.77.0.11:30080:30081', '10.77.0.12:30080:30081', '10.77.0.13:30080:30081']

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    only: { type: 'string' },
    'per-second': { type: 'string', default: '30' },
    trace: { type: 'string' },
  },
})
if (values.trace) mkdirSync(values.trace, { recursive: true })
const table = createTable()
let loads = 0
const context: Context = {
  table,
  url: URL,
  startLoad: (retryForMs) =>
    startRemoteLoad({
      node: INSIDE,
      urls: [URL],
      perSecond: Number(values['per-second']),
      people: PEOPLE,
      retryForMs,
      trace: values.trace && join(values.trace, `load-${++loads}.jsonl`),
    }),
}

const otherZone = async () => ((await primaryZone()) === 'a' ? ('b' as const) : ('a' as const))
const cut = '3 power cut'
const short: [string, () => Promise<void>][] = [
  ['1', () => installFromNothing(context, openDoors)],
  ['2', () => upgradeUnderLoad(context, ['events', 'gateway'])],
  [
    '3',
    async () =>
      loseZone(context, { scenario: cut, outage: 'power cut', zone: await primaryZone(), withUpgrade: true }),
  ],
]
const full: typeof short = [
  short[0]!,
  ['6', () => stayInZone(context)],
  ['2', () => upgradeUnderLoad(context, SEVEN)],
  [
    '5',
    async () => {
      await drainZone(context)
      await excludeZone(context)
    },
  ],
  short[2]!,
  [
    '3b',
    async () => {
      await rebalance()
      await loseZone(context, { scenario: cut, outage: 'power cut', zone: await otherZone() })
    },
  ],
  [
    '4',
    async () => {
      await rebalance()
      await loseZone(context, {
        scenario: '4 network partition, frozen node',
        outage: 'network partition',
        zone: await primaryZone(),
      })
    },
  ],
  [
    '4b',
    async () => {
      await rebalance()
      await loseZone(context, {
        scenario: '4 network partition, frozen node',
        outage: 'frozen node',
        zone: await primaryZone(),
      })
    },
  ],
  ['8', () => restoreBackups(context)],
  ['7', () => idle(context)],
]

const startedAt = Date.now()
let balancer: Awaited<ReturnType<typeof startRemoteBalancer>> | undefined
for (const [name, scenario] of values.full ? full : short) {
  if (values.only && !values.only.split(',').includes(name)) continue
  console.log(`\n── scenario ${name}, at ${Math.round((Date.now() - startedAt) / 1000)} s`)
  try {
    if (name !== '1') await openDoors()
    await scenario()
  } catch (error) {
    table.check({
      scenario: name,
      what: 'ran to its end',
      value: (error as Error).message.slice(0, 600),
      limit: 'yes',
      holds: false,
    })
    await tellPods()
    if (name === '1') break
  }
}
console.log(`\nNode timings of this cluster:\n${await kit(['timings'])}\n`)
table.print()
await balancer?.stop()
if (!values.keep)
  await kit(['down']).catch((error: Error) =>
    table.check({
      scenario: 'down',
      what: 'nothing is left',
      value: error.message,
      limit: 'nothing',
      holds: false,
    }),
  )
const { passed, failed } = table.count()
console.log(`\ntook ${Math.round((Date.now() - startedAt) / 1000)} s\n\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)

async function openDoors(): Promise<void> {
  balancer ??= await startRemoteBalancer({ node: INSIDE, port: 8080, zones: DOORS })
}

/** What somebody wants to see first when a scenario broke off. */
async function tellPods(): Promise<void> {
  console.log(await kubectl(['get', 'pods', '-A', '-o', 'wide']).catch((error: Error) => error.message))
  console.log(
    await kubectl(['get', 'events', '-A', '--sort-by=.lastTimestamp']).then(
      (text) => text.split('\n').slice(-30).join('\n'),
      (error: Error) => error.message,
    ),
  )
}
