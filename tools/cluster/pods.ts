import { setTimeout as sleep } from 'node:timers/promises'
import { kubectl, type Zone } from './kit.ts'

export interface Pod {
  name: string
  labels: Record<string, string>
  zone: Zone | undefined
  node: string | undefined
  isReady: boolean
  ip: string | undefined
}

interface PodJson {
  metadata: { name: string; labels?: Record<string, string>; deletionTimestamp?: string }
  spec: { nodeName?: string }
  status: { podIP?: string; phase?: string; conditions?: { type: string; status: string }[] }
}

/** Pods that should be running: without those that are being deleted or have finished. */
export async function podsOf(namespace: string, selector: string): Promise<Pod[]> {
  const { items } = JSON.parse(await kubectl`-n ${namespace} get pods -l ${selector} -o json`) as {
    items: PodJson[]
  }
  return items
    .filter(
      ({ metadata, status }) =>
        !metadata.deletionTimestamp && status.phase !== 'Succeeded' && status.phase !== 'Failed',
    )
    .map(({ metadata, spec, status }) => ({
      name: metadata.name,
      labels: metadata.labels ?? {},
      node: spec.nodeName,
      zone: spec.nodeName?.replace('node-', '') as Zone | undefined,
      ip: status.podIP,
      isReady:
        status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false,
    }))
}

/** A page of a pod's admin server, such as /metrics. */
export function adminPage(namespace: string, pod: string, path: string): Promise<string> {
  return kubectl`get --raw /api/v1/namespaces/${namespace}/pods/${pod}:8081/proxy${path}`
}

/** Waits until a condition holds; returns how long that took, and throws when it took too long. A check that fails is repeated. */
export async function untilHolds(
  what: string,
  limitMs: number,
  holds: () => Promise<boolean>,
): Promise<number> {
  const startedAt = Date.now()
  while (!(await holds().catch(() => false))) {
    if (Date.now() - startedAt > limitMs) throw new Error(`${what}: not after ${limitMs / 1000} s`)
    await sleep(500)
  }
  return Date.now() - startedAt
}
