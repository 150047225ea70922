import { setTimeout as sleep } from 'node:timers/promises'
import { kit, type Zone } from '../kit.ts'
import { DATA_NAMESPACE, clusterIsWhole, dataIsWhole } from '../stack.ts'
import { podsOf, untilHolds } from '../pods.ts'
import { upgrade } from '../releases.ts'
import { checkAudit, phaseOf, type Context } from './context.ts'

/** As long as a phone goes on trying. */
const RETRY_FOR_MS = 30_000
const OUTAGE_MS = 30_000
/** Processes that have just started are still being compiled. */
const WARM_UP_MS = 20_000
const BACK_LIMIT_MS = 240_000

/** The ways in which a zone can go, and how it comes back. */
export const OUTAGES = {
  'power cut': ['kill-zone', 'restore-zone'],
  'network partition': ['cut-zone', 'heal-zone'],
  'frozen node': ['freeze-zone', 'thaw-zone'],
} as const
export type Outage = keyof typeof OUTAGES

export interface OutageOptions {
  scenario: string
  outage: Outage
  zone: Zone
  withUpgrade?: boolean
}

/** Takes a zone away under load and gives it back; judges what phones saw. */
export async function loseZone(
  context: Context,
  { scenario, outage, zone, withUpgrade = false }: OutageOptions,
): Promise<void> {
  const { table } = context
  const [takeAway, giveBack] = OUTAGES[outage]
  const what = `${outage} of zone ${zone}${(await primaryZone()) === zone ? ', with the Postgres primary' : ''}`
  const load = await context.startLoad(RETRY_FOR_MS)
  try {
    await sleep(WARM_UP_MS)
    load.mark('outage')
    const startedAt = Date.now()
    await kit([takeAway, zone])
    if (withUpgrade) await upgradeMeanwhile(context, scenario)
    await sleep(Math.max(0, OUTAGE_MS - (Date.now() - startedAt)))
    load.mark('return')
    await kit([giveBack, zone])
    const backMs = await untilHolds(
      `zone ${zone} is whole again`,
      BACK_LIMIT_MS,
      async () => (await clusterIsWhole()) && (await dataIsWhole()),
    )
    load.mark('after')
    await sleep(5000)
    const report = await load.stop()
    const [gone, back] = [phaseOf(report, 'outage'), phaseOf(report, 'return')]
    const [requests, failed] = [gone.requests + back.requests, gone.failedInTheEnd + back.failedInTheEnd]
    const percent = requests === 0 ? 100 : (failed / requests) * 100
    checkAudit(context, scenario, report)
    const writeGapMs = Math.max(gone.writeGapMs, back.writeGapMs)
    const readGapMs = Math.max(gone.readGapMs, back.readGapMs)
    table.check({
      scenario,
      what: `${what}: longest time without an acknowledged write`,
      value: `${(writeGapMs / 1000).toFixed(1)} s`,
      limit: '30 s',
      holds: writeGapMs <= 30_000,
    })
    table.check({
      scenario,
      what: 'longest time without an answered read',
      value: `${(readGapMs / 1000).toFixed(1)} s`,
      limit: '3 s',
      holds: readGapMs <= 3000,
    })
    table.check({
      scenario,
      what: 'failed after the phone tried again',
      value: `${percent.toFixed(2)} % (${failed} of ${requests})${failed > 0 ? ` ${JSON.stringify({ ...gone.faults, ...back.faults })}` : ''}`,
      limit: '0.5 %',
      holds: percent <= 0.5,
    })
    table.tell(
      scenario,
      'not answered well at the first try',
      `${gone.failedAtFirst + back.failedAtFirst} of ${requests}`,
    )
    table.tell(scenario, 'zone whole again by itself after', `${(backMs / 1000).toFixed(0)} s`)
  } finally {
    load.kill()
    await kit([giveBack, zone]).catch(() => undefined)
  }
}

async function upgradeMeanwhile({ table }: Context, scenario: string): Promise<void> {
  // Until the cluster knows that the node is gone, an upgrade would wait for it.
  await sleep(15_000)
  const startedAt = Date.now()
  const fault = await upgrade('profile', { changed: String(startedAt) }).then(
    () => undefined,
    (error: Error) => error.message,
  )
  table.check({
    scenario,
    what: 'helm upgrade during the outage',
    value: fault ?? `done after ${Math.round((Date.now() - startedAt) / 1000)} s`,
    limit: 'works',
    holds: fault === undefined,
  })
}

/** Where writes are committed now. */
export async function primaryZone(): Promise<Zone> {
  const [primary] = await podsOf(DATA_NAMESPACE, 'app=postgres,role=master')
  if (!primary?.zone) throw new Error('Postgres has no primary')
  return primary.zone
}
