import { setTimeout as sleep } from 'node:timers/promises'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { ZONES, kubectl } from '../kit.ts'
import { podsOf, untilHolds } from '../pods.ts'
import { APP_SELECTOR, NAMESPACE, appsAreWhole } from '../stack.ts'
import type { Context } from './context.ts'

const SCENARIO = '7 the seven, idle'
const SETTLE_MS = 20_000
const FOR_MS = 30_000

interface Usage {
  namespace: string
  name: string
  cpuSeconds: number
  memoryBytes: number
}

/** Memory and processor of the seven at one replica each, without load. */
export async function idle(context: Context): Promise<void> {
  const { check } = context.section(SCENARIO)
  await kubectl`-n ${NAMESPACE} scale deployment --all --replicas=1`
  try {
    await untilHolds(
      'one replica of each',
      120_000,
      async () => (await podsOf(NAMESPACE, APP_SELECTOR)).length === SERVICE_NAMES.length,
    )
    await sleep(SETTLE_MS)
    const before = total(await usage())
    await sleep(FOR_MS)
    const after = total(await usage())
    const cores = (after.cpuSeconds - before.cpuSeconds) / (FOR_MS / 1000)
    const gib = after.memoryBytes / 2 ** 30
    check('memory at one replica each', `${gib.toFixed(2)} GiB`, '1.2 GiB', gib <= 1.2)
    check('processor', `${cores.toFixed(2)} cores`, '0.3 cores', cores <= 0.3)
  } finally {
    await kubectl`-n ${NAMESPACE} scale deployment --all --replicas=3`
    await untilHolds('the seven are whole', 240_000, appsAreWhole)
  }
}

interface Summary {
  pods: {
    podRef: { namespace: string; name: string }
    cpu?: { usageCoreNanoSeconds?: number }
    memory?: { workingSetBytes?: number }
  }[]
}

async function usage(): Promise<Usage[]> {
  const pages = await Promise.all(
    ZONES.map((zone) => kubectl`get --raw /api/v1/nodes/node-${zone}/proxy/stats/summary`),
  )
  return pages
    .flatMap((page) => (JSON.parse(page) as Summary).pods)
    .map(({ podRef, cpu, memory }) => ({
      ...podRef,
      cpuSeconds: (cpu?.usageCoreNanoSeconds ?? 0) / 1e9,
      memoryBytes: memory?.workingSetBytes ?? 0,
    }))
}

/** Without the ingress, which is in the same namespace. */
const isOfTheSeven = ({ namespace, name }: Usage) =>
  namespace === NAMESPACE && SERVICE_NAMES.some((service) => name.startsWith(`${service}-`))
const total = (all: readonly Usage[]) =>
  all.filter(isOfTheSeven).reduce(
    (sum, { cpuSeconds, memoryBytes }) => ({
      cpuSeconds: sum.cpuSeconds + cpuSeconds,
      memoryBytes: sum.memoryBytes + memoryBytes,
    }),
    { cpuSeconds: 0, memoryBytes: 0 },
  )
