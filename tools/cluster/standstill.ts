import { setTimeout as sleep } from 'node:timers/promises'
import { SERVICE_NAMES, type ServiceName } from '@mymacrotracker/contracts'
import { kubectl } from './kit.ts'
import { adminPage, podsOf, untilHolds } from './pods.ts'
import { psql } from './primary.ts'
import { samplesOf } from './samples.ts'
import { APP_SELECTOR, NAMESPACE, appsAreWhole, untilRolledOut } from './stack.ts'

const BEHIND_THE_GATEWAY = SERVICE_NAMES.filter((service) => service !== 'gateway')
const REPLICAS = 3
/** Six outboxes, seven consumers. A process that has just started reports none yet. */
const FIGURES = 13
/** Longer than a figure may be old: lags are counted every 10 s, outboxes every 5 s. */
const QUIET_MS = 15_000
const LOOK_EVERY_MS = 2000

/** Stops the gateway first, the others once nothing is under way between them. */
export async function bringToStandstill(): Promise<void> {
  await stop(['gateway'])
  await untilQuiet()
  await stop(BEHIND_THE_GATEWAY)
  await untilHolds(
    'no service is connected to Postgres',
    60_000,
    async () => (await psql(`select count(*) from pg_stat_activity where usename like 'mmt\\_%'`)) === '0',
  )
}

/** Starts the gateway last. */
export async function startAgain(): Promise<void> {
  await start(BEHIND_THE_GATEWAY)
  await start(['gateway'])
  await untilHolds('the seven are whole', 60_000, appsAreWhole)
}

/** Waits until every outbox and every lag has been 0 for longer than a figure may be old. */
export async function untilQuiet(): Promise<void> {
  let since = Infinity
  await untilHolds('outboxes and lags are 0', 240_000, async () => {
    if (!(await isQuiet().catch(() => false))) since = Infinity
    else if (since === Infinity) since = Date.now()
    if (Date.now() - since >= QUIET_MS) return true
    await sleep(LOOK_EVERY_MS)
    return false
  })
}

/** Every pod of a service reports the figures of the whole service. */
async function isQuiet(): Promise<boolean> {
  const pods = (await podsOf(NAMESPACE, APP_SELECTOR)).filter(({ isReady }) => isReady)
  const names = BEHIND_THE_GATEWAY.map(
    (service) => pods.find(({ labels }) => labels['app.kubernetes.io/name'] === service)!.name,
  )
  const pages = await Promise.all(names.map((name) => adminPage(NAMESPACE, name, '/metrics')))
  const figures = pages
    .flatMap(samplesOf)
    .filter(({ name }) => name === 'outbox_backlog' || name === 'consumer_lag')
  return figures.length >= FIGURES && figures.every(({ value }) => value === 0)
}

async function stop(services: readonly ServiceName[]): Promise<void> {
  await scale(services, 0)
  const selector = `app.kubernetes.io/name in (${services.join(', ')})`
  await untilHolds(
    `${services.join(', ')} stopped`,
    120_000,
    async () =>
      (await kubectl`-n ${NAMESPACE} get pods -l ${selector} --field-selector=status.phase=Running -o name`) ===
      '',
  )
}

async function start(services: readonly ServiceName[]): Promise<void> {
  await scale(services, REPLICAS)
  for (const service of services) await untilRolledOut(service, 240)
}

async function scale(services: readonly ServiceName[], replicas: number): Promise<void> {
  await kubectl`-n ${NAMESPACE} scale deployment ${services} --replicas=${replicas}`
}
