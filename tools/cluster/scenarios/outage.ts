import { setTimeout as sleep } from 'node:timers/promises'
import { kit, type Zone } from '../kit.ts'
import { DATA_NAMESPACE, clusterIsWhole, dataIsWhole } from '../stack.ts'
import { podsOf, untilHolds } from '../pods.ts'
import { upgrade } from '../releases.ts'
import type { Section } from '../table.ts'
import { checkAudit, phaseOf, type Context } from './context.ts'

/** How long a phone retries. */
const RETRY_FOR_MS = 30_000
const OUTAGE_MS = 30_000
/** Code of new processes is not compiled yet. */
const WARM_UP_MS = 20_000
const BACK_LIMIT_MS = 240_000

/** How a zone can fail, and how it comes back. */
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

/** Takes a zone away under load and gives it back; checks what phones saw. */
export async function loseZone(
  context: Context,
  { scenario, outage, zone, withUpgrade = false }: OutageOptions,
): Promise<void> {
  const section = context.section(scenario)
  const [takeAway, giveBack] = OUTAGES[outage]
  const what = `${outage} of zone ${zone}${(await primaryZone()) === zone ? ', with the Postgres primary' : ''}`
  const load = await context.startLoad(RETRY_FOR_MS)
  try {
    await sleep(WARM_UP_MS)
    load.mark('outage')
    const startedAt = Date.now()
    await kit`${takeAway} ${zone}`
    if (withUpgrade) await upgradeMeanwhile(section)
    await sleep(Math.max(0, OUTAGE_MS - (Date.now() - startedAt)))
    load.mark('return')
    await kit`${giveBack} ${zone}`
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
    checkAudit(section, report)
    const writeGapMs = Math.max(gone.writeGapMs, back.writeGapMs)
    const readGapMs = Math.max(gone.readGapMs, back.readGapMs)
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
    const faults = failed > 0 ? ` ${JSON.stringify({ ...gone.faults, ...back.faults })}` : ''
    const { check, note } = section
    check(
      `${what}: longest time without an acknowledged write`,
      seconds(writeGapMs),
      '30 s',
      writeGapMs <= 30_000,
    )
    check('longest time without an answered read', seconds(readGapMs), '3 s', readGapMs <= 3000)
    check(
      'failed after the phone retried',
      `${percent.toFixed(2)} % (${failed} of ${requests})${faults}`,
      '0.5 %',
      percent <= 0.5,
    )
    note('failed at the first attempt', `${gone.failedAtFirst + back.failedAtFirst} of ${requests}`)
    note('zone whole again by itself after', seconds(backMs))
  } finally {
    load.kill()
    await kit`${giveBack} ${zone}`.catch(() => undefined)
  }
}

async function upgradeMeanwhile({ check }: Section): Promise<void> {
  // Until the cluster has noticed that the node is gone, an upgrade would wait for it.
  await sleep(15_000)
  const startedAt = Date.now()
  const fault = await upgrade('profile', { changed: String(startedAt) }).then(
    () => undefined,
    (error: Error) => error.message,
  )
  const done = `done after ${Math.round((Date.now() - startedAt) / 1000)} s`
  check('helm upgrade during the outage', fault ?? done, 'works', fault === undefined)
}

/** The zone of the Postgres primary. */
export async function primaryZone(): Promise<Zone> {
  const [primary] = await podsOf(DATA_NAMESPACE, 'app=postgres,role=master')
  if (!primary?.zone) throw new Error('Postgres has no primary')
  return primary.zone
}
