import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { execa } from 'execa'
import { ROOT } from '../../lib/services.ts'
import { PROGRAM, kit, kubectl } from '../kit.ts'
import { untilHolds } from '../pods.ts'
import { upgrade } from '../releases.ts'
import { NAMESPACE, applyIngress, appsAreWhole, prepareNamespace } from '../stack.ts'
import type { Section } from '../table.ts'
import type { Context } from './context.ts'

const LONG = { timeoutMs: 1_500_000 }

/** Programs, images, three nodes, Postgres, Kafka, then the seven at once with helm; finally the demo through the ingress. */
export async function installFromNothing(context: Context, openIngress: () => Promise<void>): Promise<void> {
  const { url } = context
  const section = context.section('1 from nothing')
  const { timed, check } = section
  await timed('programs of Kubernetes built, or found', async () => {
    await kit(LONG)`install`
    await kit(LONG)`build`
  })
  await timed('images built', () => kit(LONG)`images data ingress services`)
  await timed('three nodes up', () => kit`up`)
  await timed('leftovers of an earlier run removed', removeEarlierRun)
  await timed('images in the nodes', () => kit(LONG)`load ingress services`)
  await timed('Postgres and Kafka up', () => kit(LONG)`data up`)
  await prepareNamespace()
  await timed('helm upgrade --install of the seven at once', () =>
    Promise.all(SERVICE_NAMES.map((service) => upgrade(service))),
  )
  await timed('ingress up', async () => {
    await applyIngress()
    await openIngress()
  })
  const isWhole = await appsAreWhole()
  check('three ready pods of each of the seven', isWhole ? 'yes' : 'no', 'yes', isWhole)
  await untilHolds(
    'the API answers through the ingress',
    60_000,
    async () =>
      (await kit`in curl -sS -m 3 -o /dev/null -w %{http_code} ${url}/.well-known/jwks.json`) === '200',
  )
  await runDemo(section, url)
}

async function removeEarlierRun(): Promise<void> {
  if ((await kubectl`get namespace ${NAMESPACE} --ignore-not-found -o name`) === '') return
  await kubectl({ timeoutMs: 130_000 })`delete namespace ${NAMESPACE} --timeout=120s`
  await kit`data down`
}

/** Right after the start, the first requests on a small machine are slow: a person would try again, too. */
const ATTEMPTS = 3
const PAUSE_MS = 15_000

/** `npm run demo` signs a person up and logs a week; it fails when one of its promises is broken. */
async function runDemo({ check }: Section, url: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { failed, exitCode, stdout, stderr } = await execa({
      reject: false,
      timeout: 120_000,
      env: { NO_COLOR: '1' },
    })`${PROGRAM} in node ${join(ROOT, 'tools/demo/main.ts')} --url ${url}`
    if (failed && attempt < ATTEMPTS) {
      console.log(`  attempt ${attempt}: code ${exitCode}, ${stderr.slice(-300)}`)
      await sleep(PAUSE_MS)
      continue
    }
    console.log(stdout)
    const value = failed ? `code ${exitCode}: ${stderr.slice(-400)}` : `complete, at attempt ${attempt}`
    check("a person's week through the ingress", value, 'complete', !failed)
    return
  }
}
