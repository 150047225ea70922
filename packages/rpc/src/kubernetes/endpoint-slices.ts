import type { Endpoint } from '../zones/zones.ts'

/** The part of discovery.k8s.io/v1 EndpointSlice that is read. */
export interface EndpointSlice {
  metadata?: { name?: string; labels?: Record<string, string> }
  addressType?: string
  ports?: readonly { name?: string; port?: number; protocol?: string }[] | null
  endpoints?: readonly SliceEndpoint[] | null
}

interface SliceEndpoint {
  addresses?: readonly string[]
  conditions?: { ready?: boolean; serving?: boolean; terminating?: boolean }
  zone?: string
}

export const SERVICE_LABEL = 'kubernetes.io/service-name'
/** The port's name in our charts. */
const RPC_PORT_NAME = 'grpc'

/** The endpoints of a service that take calls: the ready ones, or while there are none, those that still serve while terminating. */
export function endpointsOf(slices: Iterable<EndpointSlice>, service: string, port: number): Endpoint[] {
  const ready = new Map<string, Endpoint>()
  const leaving = new Map<string, Endpoint>()
  for (const slice of slices) {
    if (slice.metadata?.labels?.[SERVICE_LABEL] !== service || slice.addressType === 'FQDN') continue
    const target = portOf(slice, port)
    for (const each of slice.endpoints ?? []) {
      const group = groupOf(each, ready, leaving)
      // All addresses of an endpoint are the same process.
      const host = each.addresses?.[0]
      if (host && group) group.set(host, { host, port: target, zone: each.zone || undefined })
    }
  }
  return [...(ready.size > 0 ? ready : leaving).values()].sort((a, b) => (a.host < b.host ? -1 : 1))
}

/** The zone of the endpoint with this address, whatever its condition. */
export function zoneOfAddress(slices: Iterable<EndpointSlice>, address: string): string | undefined {
  for (const { endpoints } of slices) {
    const found = endpoints?.find(({ addresses }) => addresses?.includes(address))
    if (found?.zone) return found.zone
  }
  return undefined
}

/** Defaults of absent conditions are the API's: ready is true, serving is what ready is. */
function groupOf<T>({ conditions = {} }: SliceEndpoint, ready: T, leaving: T): T | undefined {
  const isReady = conditions.ready ?? true
  if (isReady && !conditions.terminating) return ready
  return (conditions.serving ?? isReady) ? leaving : undefined
}

/** The slice has the pod's port, the address has the Service's: they differ where the Service maps one to the other. */
function portOf({ ports }: EndpointSlice, wanted: number): number {
  const known = (ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP')
  const found =
    known.find(({ port }) => port === wanted) ??
    known.find(({ name }) => name === RPC_PORT_NAME) ??
    (known.length === 1 ? known[0] : undefined)
  return found?.port ?? wanted
}
