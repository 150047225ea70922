import { setTimeout as sleep } from 'node:timers/promises'
import { SEVEN, type Service } from '../images/services.ts'
import { kubectl } from './kit.ts'
import { adminPage, podsOf, untilHolds } from './pods.ts'
import { psql } from './primary.ts'
import { samplesOf } from './samples.ts'
import { APP_SELECTOR, NAMESPACE, appsAreWhole } from './stack.ts'

const BEHIND_THE_DOOR = SEVEN.filter((service) => service !== 'gateway')
const REPLICAS = 3
/** Six outboxes, seven consumers. A process that has just started has not counted yet. */
const FIGURES = 13
/** Longer than the age of a figure: lags are counted every 10 s, outboxes every 5 s. */
const QUIET_MS = 15_000
const LOOK_EVERY_MS = 2000

/** The door first; the others once nothing is under way between them. */
export async function bringToStandstill(): Promise<void> {
  await stop(['gateway'])
  await untilQuiet()
  await stop(BEHIND_THE_DOOR)
  await untilHolds(
    'no service is connected to Postgres',
    60_000,
    async () => (await psql(`select count(*) from pg_stat_activity where usename like 'mmt\\_%'`)) === '0',
  )
}

/** The door last. */
export async function startAgain(): Promise<void> {
  await start(BEHIND_THE_DOOR)
  await start(['gateway'])
  await untilHolds('the seven are whole', 60_000, appsAreWhole)
}

/** Waits until every outbox and every lag says 0 for longer than a figure may be old. */
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

/** Any pod of a service knows the figures of the whole service. */
async function isQuiet(): Promise<boolean> {
  const pods = (await podsOf(NAMESPACE, APP_SELECTOR)).filter(({ isReady }) => isReady)
  const names = BEHIND_THE_DOOR.map(
    (service) => pods.find(({ labels }) => labels['app.kubernetes.io/name'] === service)!.name,
  )
  const pages = await Promise.all(names.map((name) => adminPage(NAMESPACE, name, '/metrics')))
  const figures = pages
    .flatMap(samplesOf)
    .filter(({ name }) => name === 'outbox_backlog' || name === 'consumer_lag')
  return figures.length >= FIGURES && figures.every(({ value }) => value === 0)
}

async function stop(services: readonly Service[]): Promise<void> {
  await scale(services, 0)
  const running = [
    '-n',
    NAMESPACE,
    'get',
    'pods',
    '-l',
    `app.kubernetes.io/name in (${services.join(', ')})`,
    '--field-selector=status.phase=Running',
    '-o',
    'name',
  ]
  await untilHolds(`${services.join(', ')} stopped`, 120_000, async () => (await kubectl(running)) === '')
}

async function start(services: readonly Service[]): Promise<void> {
  await scale(services, REPLICAS)
  for (const service of services)
    await kubectl(['-n', NAMESPACE, 'rollout', 'status', `deployment/${service}`, '--timeout=240s'], {
      timeoutMs: 260_000,
    })
}

async function scale(services: readonly Service[], replicas: number): Promise<void> {
  await kubectl(['-n', NAMESPACE, 'scale', 'deployment', ...services, `--replicas=${replicas}`])
}
