import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT, SEVEN } from '../../images/services.ts'
import { brokenPromises } from '../../demo/promises.ts'
import { kit, kubectl } from '../kit.ts'
import { untilHolds } from '../pods.ts'
import { upgrade } from '../releases.ts'
import { NAMESPACE, applyIngress, appsAreWhole, prepareNamespace } from '../stack.ts'
import type { Context } from './context.ts'

const SCENARIO = '1 from nothing'
const BUILD_LIMIT_MS = 1_500_000

/** Programs, images, three nodes, Postgres, Kafka, then the seven at once by helm; at the end a person's week is told through the ingress. */
export async function installFromNothing(
  { table, url }: Context,
  openDoors: () => Promise<void>,
): Promise<void> {
  const timed = async (what: string, work: () => Promise<unknown>) => {
    const startedAt = Date.now()
    await work()
    table.tell(SCENARIO, what, `${((Date.now() - startedAt) / 1000).toFixed(0)} s`)
  }
  await timed('programs of Kubernetes built, or found', async () => {
    await kit(['install'], { timeoutMs: BUILD_LIMIT_MS })
    await kit(['build'], { timeoutMs: BUILD_LIMIT_MS })
  })
  await timed('images built', () =>
    kit(['images', 'data', 'ingress', 'services'], { timeoutMs: BUILD_LIMIT_MS }),
  )
  await timed('three nodes up', () => kit(['up']))
  await timed('what an earlier run left', forgetEarlierRun)
  await timed('images in the nodes', () => kit(['load', 'ingress', 'services'], { timeoutMs: 600_000 }))
  await timed('Postgres and Kafka up', () => kit(['data', 'up'], { timeoutMs: 600_000 }))
  await prepareNamespace()
  await timed('helm upgrade --install of the seven at once', () =>
    Promise.all(SEVEN.map((service) => upgrade(service))),
  )
  await timed('ingress up', async () => {
    await applyIngress()
    await openDoors()
  })
  const whole = await appsAreWhole()
  table.check({
    scenario: SCENARIO,
    what: 'three ready pods of each of the seven',
    value: whole ? 'yes' : 'no',
    limit: 'yes',
    holds: whole,
  })
  await untilHolds(
    'the API answers through the ingress',
    60_000,
    async () =>
      (await kit([
        'in',
        'curl',
        '-sS',
        '-m',
        '3',
        '-o',
        '/dev/null',
        '-w',
        '%{http_code}',
        `${url}/.well-known/jwks.json`,
      ])) === '200',
  )
  await tellStories({ table, url })
}

async function forgetEarlierRun(): Promise<void> {
  if ((await kubectl(['get', 'namespace', NAMESPACE, '--ignore-not-found', '-o', 'name'])) === '') return
  await kubectl(['delete', 'namespace', NAMESPACE, '--timeout=120s'], { timeoutMs: 130_000 })
  await kit(['data', 'down'])
}

/** Right after the start of everything on a small machine the first requests are slow: a person would try again, too. */
const TRIES = 3
const PAUSE_MS = 15_000

/** `npm run demo` signs a person up and lives a week of theirs; it ends with 0 when every step was answered as it should be. */
async function tellStories({ table, url }: Pick<Context, 'table' | 'url'>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { status, stdout, stderr } = spawnSync(
      join(ROOT, 'k8s/cluster/three-zones'),
      ['in', 'node', join(ROOT, 'tools/demo/main.ts'), '--url', url],
      { encoding: 'utf8', timeout: 120_000, env: { ...process.env, NO_COLOR: '1' } },
    )
    const broken = brokenPromises(stdout)
    const holds = status === 0 && broken.length === 0
    if (!holds && attempt < TRIES) {
      console.log(`  try ${attempt}: code ${status}, ${stderr.slice(-300)}`)
      await sleep(PAUSE_MS)
      continue
    }
    console.log(stdout)
    table.check({
      scenario: SCENARIO,
      what: "a person's week through the ingress",
      value: holds
        ? `told, at try ${attempt}`
        : `code ${status}, not shown: ${broken.join(' ')} ${stderr.slice(-400)}`,
      limit: 'told to its end',
      holds,
    })
    return
  }
}
