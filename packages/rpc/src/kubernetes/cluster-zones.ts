import { rankEndpoints } from '../zones/rank-endpoints.ts'
import type { RankedEndpoint, Zones } from '../zones/zones.ts'
import type { ClusterApi } from './cluster-api.ts'
import { SERVICE_LABEL, endpointsOf, zoneOfAddress, type EndpointSlice } from './endpoint-slices.ts'
import { followExcludedZones } from './excluded-zones.ts'
import { logOnce, type WatchLogger } from './log-once.ts'
import { watchList } from './watched-list.ts'

export interface ClusterZonesOptions {
  /** Without it no endpoints are known, and callers use DNS. */
  api: ClusterApi | undefined
  /** Services that may be followed, `name` or `name.namespace`. */
  services: readonly string[]
  /** Services this process is an endpoint of, from which it learns its zone. */
  ownServices: readonly string[]
  zone: string | undefined
  podIp: string | undefined
  excluded: readonly string[]
  /** ConfigMap of the pod's namespace whose key `excluded` lists further zones. */
  configMap: string | undefined
  logger: WatchLogger
}

interface ServiceName {
  name: string
  namespace: string
}
interface Follower extends ServiceName {
  port: number
  lastSent: string
  send(endpoints: readonly RankedEndpoint[]): void
}

/** Follows EndpointSlices and the list of excluded zones: one watch per namespace, and one of the ConfigMap. */
export function openClusterZones({
  api,
  services,
  ownServices,
  zone: givenZone,
  podIp,
  excluded: always,
  configMap,
  logger,
}: ClusterZonesOptions): Zones {
  const slices = new Map<string, readonly EndpointSlice[]>()
  const followers = new Set<Follower>()
  let zone = givenZone

  const update = (follower: Follower) => {
    const [known, excluded] = [slices.get(follower.namespace), excludedZones.now()]
    if (!known || !excluded) return
    const ranked = rankEndpoints(endpointsOf(known, follower.name, follower.port), { zone, excluded })
    const now = JSON.stringify(ranked)
    if (now === follower.lastSent) return
    follower.lastSent = now
    if (ranked.length > 0 && ranked.every(({ rank }) => rank === 2))
      logger.warn(
        { service: follower.name, excluded: [...excluded] },
        'only excluded zones have this service, so they are called',
      )
    follower.send(ranked)
  }
  const updateAll = () => {
    for (const each of followers) update(each)
  }
  const take = (namespace: string, items: readonly EndpointSlice[]) => {
    slices.set(namespace, items)
    const found = givenZone === undefined && podIp ? zoneOfAddress(items, podIp) : undefined
    if (found !== undefined && found !== zone)
      logger.info({ zone: (zone = found) }, 'found the zone of this process')
    updateAll()
  }

  const excludedZones = followExcludedZones({ api, always, configMap, logger, onChange: updateAll })
  const watches = api
    ? watchSlices({
        api,
        logger,
        wanted: [...services, ...ownServices].map((each) => nameOf(each, api.namespace)),
        onChange: take,
      })
    : []
  return {
    follow(service, port, send) {
      const follower = { ...nameOf(service, api?.namespace ?? ''), port, lastSent: '', send }
      followers.add(follower)
      process.nextTick(() => {
        if (followers.has(follower)) update(follower)
      })
      return () => {
        followers.delete(follower)
      }
    },
    close() {
      for (const each of [excludedZones, ...watches]) each.close()
    },
  }
}

interface WatchedSlices {
  api: ClusterApi
  logger: WatchLogger
  wanted: readonly ServiceName[]
  onChange(namespace: string, items: readonly EndpointSlice[]): void
}

function watchSlices({ api, logger, wanted, onChange }: WatchedSlices): { close(): void }[] {
  return [...Map.groupBy(wanted, ({ namespace }) => namespace)].map(([namespace, services]) => {
    const names = [...new Set(services.map(({ name }) => name))].sort()
    return watchList<EndpointSlice>({
      api,
      path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
      selector: { labelSelector: `${SERVICE_LABEL} in (${names.join(',')})` },
      onChange: (items) => onChange(namespace, items),
      ...logOnce(logger, `the EndpointSlices of ${namespace}`),
    })
  })
}

/** `name` or `name.namespace`. */
function nameOf(service: string, ownNamespace: string): ServiceName {
  const [name = '', namespace = ownNamespace] = service.split('.')
  return { name, namespace }
}
