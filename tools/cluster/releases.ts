import { join } from 'node:path'
import { ROOT, type Service } from '../images/services.ts'
import { helm } from './kit.ts'
import { NAMESPACE } from './stack.ts'
import { valuesOf } from './values.ts'

/** Tags of the images: what this build is, and a release after it with one more migration. */
export const CURRENT = 'dev'
export const NEXT = 'next'

const WAIT = ['--wait', '--timeout', '4m']
const LIMIT = { timeoutMs: 270_000 }

export interface ReleaseOptions {
  tag?: string
  changed?: string
}

/** `helm upgrade --install` of one service from its chart; it is done when its pods are ready. */
export async function upgrade(
  service: Service,
  { tag = CURRENT, changed }: ReleaseOptions = {},
): Promise<void> {
  const values = {
    ...valuesOf(service),
    image: { tag, pullPolicy: 'Never' },
    ...(changed && { podAnnotations: { changed } }),
  }
  await helm(
    [
      'upgrade',
      '--install',
      service,
      join(ROOT, 'charts', service),
      '--namespace',
      NAMESPACE,
      '--values',
      '-',
      ...WAIT,
    ],
    { ...LIMIT, input: JSON.stringify(values) },
  )
}

export async function rollBack(service: Service): Promise<void> {
  await helm(['rollback', service, '--namespace', NAMESPACE, ...WAIT], LIMIT)
}
