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

/** Pods that are meant to run; those that are being deleted or have finished are left out. */
export async function podsOf(namespace: string, selector: string): Promise<Pod[]> {
  const { items } = JSON.parse(
    await kubectl(['-n', namespace, 'get', 'pods', '-l', selector, '-o', 'json']),
  ) as { items: PodJson[] }
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

/** A page of a pod's admin door, such as /metrics. */
export function adminPage(namespace: string, pod: string, path: string): Promise<string> {
  return kubectl(['get', '--raw', `/api/v1/namespaces/${namespace}/pods/${pod}:8081/proxy${path}`])
}

/** Waits until it holds; answers how long that took, and throws when it took too long. A question that fails is asked again. */
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
