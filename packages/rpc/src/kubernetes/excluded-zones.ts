import type { ClusterApi } from './cluster-api.ts'
import { logOnce, type WatchLogger } from './log-once.ts'
import { watchList } from './watched-list.ts'

interface ConfigMap {
  metadata?: { name?: string }
  data?: Record<string, string> | null
}

interface ExcludedZonesOptions {
  api: ClusterApi | undefined
  /** Zones that are always excluded. */
  always: readonly string[]
  /** ConfigMap of the pod's namespace whose key `excluded` lists further zones. */
  configMap: string | undefined
  logger: WatchLogger
  onChange(): void
}

interface ExcludedZones {
  /** Undefined until the list was first read, or reading it has failed. */
  now(): ReadonlySet<string> | undefined
  close(): void
}

/** Follows the list of zones that get no calls. A missing ConfigMap excludes none. */
export function followExcludedZones({
  api,
  always,
  configMap,
  logger,
  onChange,
}: ExcludedZonesOptions): ExcludedZones {
  let now: ReadonlySet<string> | undefined = api && configMap ? undefined : new Set(always)
  if (!api || !configMap) return { now: () => now, close() {} }
  let live = ''
  const settle = (zones: readonly string[]) => {
    now = new Set([...always, ...zones])
    onChange()
  }
  const watch = watchList<ConfigMap>({
    api,
    path: `/api/v1/namespaces/${api.namespace}/configmaps`,
    selector: { fieldSelector: `metadata.name=${configMap}` },
    onChange([found]) {
      const zones = (found?.data?.['excluded'] ?? '')
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean)
        .sort()
      if (zones.join() !== live) logger.warn({ excluded: zones }, 'the excluded zones have changed')
      live = zones.join()
      settle(zones)
    },
    ...logOnce(logger, `the ConfigMap ${configMap}`, () => {
      if (!now) settle([])
    }),
  })
  return { now: () => now, close: () => watch.close() }
}
