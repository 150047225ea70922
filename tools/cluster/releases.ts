import { join } from 'node:path'
import type { ServiceName } from '@mymacrotracker/contracts'
import { ROOT } from '../lib/services.ts'
import { helm } from './kit.ts'
import { NAMESPACE } from './stack.ts'

/** Tags of the images: this build, and a release after it with one more migration. */
export const CURRENT = 'dev'
export const NEXT = 'next'

const WAIT = ['--wait', '--timeout', '4m']
const LIMIT = { timeoutMs: 270_000 }

export interface ReleaseOptions {
  tag?: string
  changed?: string
}

/**
 * Many people share few addresses, and sign up at once. Two cores run three zones: while a process starts, the others stall for
 * seconds.
 */
const SETTINGS: Partial<Record<ServiceName, Record<string, string>>> = {
  auth: { SIGN_UP_LIMIT: '100000' },
  gateway: {
    TRUST_PROXY: '1',
    RATE_LIMIT_ADDRESS_PER_MIN: '1000000',
    RATE_LIMIT_USER_PER_MIN: '1000000',
    REQUEST_DEADLINE_MS: '4000',
  },
}

/** `helm upgrade --install` of one service from its chart; it returns when its pods are ready. */
export async function upgrade(
  service: ServiceName,
  { tag = CURRENT, changed }: ReleaseOptions = {},
): Promise<void> {
  const values = {
    bus: { kafka: { brokers: ['kafka-bootstrap.data:9092'] } },
    ...(SETTINGS[service] && { extraEnv: SETTINGS[service] }),
    image: { tag, pullPolicy: 'Never' },
    ...(changed && { podAnnotations: { changed } }),
  }
  await helm({
    ...LIMIT,
    input: JSON.stringify(values),
  })`upgrade --install ${service} ${join(ROOT, 'charts', service)} --namespace ${NAMESPACE} --values - ${WAIT}`
}

export async function rollBack(service: ServiceName): Promise<void> {
  await helm(LIMIT)`rollback ${service} --namespace ${NAMESPACE} ${WAIT}`
}
