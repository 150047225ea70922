// The product on a real three-zone Kubernetes, under load: installed from nothing, upgraded, rolled back, and without a zone.
//   npm run test:cluster            the short form    (as root on Debian, with Go 1.26: tools/offline/cluster/README.md)
//   npm run test:cluster:full       all of it
//     [--keep leaves the cluster running, and uses one that runs; --only 2,3; --per-second 10; --trace DIR keeps every request]
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { kit, kubectl } from './kit.ts'
import { startRemoteLoad } from './load/remote-load.ts'
import { startRemote, type Remote } from './load/remote.ts'
import type { Context } from './scenarios/context.ts'
import { drainZone, excludeZone } from './scenarios/drain.ts'
import { idle } from './scenarios/idle.ts'
import { installFromNothing } from './scenarios/install.ts'
import { stayInZone } from './scenarios/locality.ts'
import { loseZone, primaryZone, type Outage } from './scenarios/outage.ts'
import { restoreBackups } from './scenarios/restore.ts'
import { upgradeUnderLoad } from './scenarios/upgrade.ts'
import { rebalance } from './stack.ts'
import { createTable } from './table.ts'

const PEOPLE = 24
/** The balancer before the three ingress pods, as a cloud's would be: a zone's address, its port for phones, its health port. */
const URL = 'http://10.77.0.2:8080'
const INGRESSES = ['10.77.0.11:30080:30081', '10.77.0.12:30080:30081', '10.77.0.13:30080:30081']

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
  section: table.section,
  url: URL,
  startLoad: (retryForMs) =>
    startRemoteLoad(
      { urls: [URL], perSecond: Number(values['per-second']), people: PEOPLE, retryForMs },
      values.trace && join(values.trace, `load-${++loads}.jsonl`),
    ),
}

const otherZone = async () => ((await primaryZone()) === 'a' ? ('b' as const) : ('a' as const))
const lose = async (outage: Outage, zone: typeof otherZone | typeof primaryZone, withUpgrade = false) => {
  const scenario = outage === 'power cut' ? '3 power cut' : '4 network partition, frozen node'
  await loseZone(context, { scenario, outage, zone: await zone(), withUpgrade })
}
const SCENARIOS: Record<string, () => Promise<void>> = {
  '1': () => installFromNothing(context, openIngress),
  '2': () => upgradeUnderLoad(context, values.full ? SERVICE_NAMES : ['events', 'gateway']),
  '3': () => lose('power cut', primaryZone, true),
  '3b': () => lose('power cut', otherZone),
  '4': () => lose('network partition', primaryZone),
  '4b': () => lose('frozen node', primaryZone),
  async '5'() {
    await drainZone(context)
    await excludeZone(context)
  },
  '6': () => stayInZone(context),
  '7': () => idle(context),
  '8': () => restoreBackups(context),
}
const order = values.full ? ['1', '6', '2', '5', '3', '3b', '4', '4b', '8', '7'] : ['1', '2', '3']
/** These start with one pod of each service in every zone. */
const BALANCED = new Set(['3b', '4', '4b'])

const startedAt = Date.now()
let balancer: Remote | undefined
for (const name of order) {
  if (values.only && !values.only.split(',').includes(name)) continue
  console.log(`\n── scenario ${name}, at ${Math.round((Date.now() - startedAt) / 1000)} s`)
  try {
    if (name !== '1') await openIngress()
    if (BALANCED.has(name)) await rebalance()
    await SCENARIOS[name]!()
  } catch (error) {
    table.section(name).check('ran to its end', (error as Error).message.slice(0, 600), 'yes', false)
    await printPods()
    if (name === '1') break
  }
}
console.log(`\nNode timings of this cluster:\n${await kit`timings`}\n`)
await balancer?.end()
if (!values.keep)
  await kit`down`.catch((error: Error) =>
    table.section('down').check('nothing is left', error.message, 'nothing', false),
  )
table.finish()

async function openIngress(): Promise<void> {
  balancer ??= await startRemote('balancer.ts', [
    '--port=8080',
    ...INGRESSES.map((address) => `--zone=${address}`),
  ])
}

/** For the analysis of a scenario that failed. */
async function printPods(): Promise<void> {
  const lastLines = (text: string) => text.split('\n').slice(-30).join('\n')
  const show = (printed: Promise<string>) =>
    printed.then(
      (text) => console.log(text),
      (error: Error) => console.log(error.message),
    )
  await show(kubectl`get pods -A -o wide`)
  await show(kubectl`get events -A --sort-by=.lastTimestamp`.then(lastLines))
}
