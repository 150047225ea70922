import {
  InProcessChannel,
  createRetryPolicy,
  type ClientOptions,
  type Dispatcher,
  type PeerCertificates,
  type Zones,
} from '@mymacrotracker/rpc'
import type { SharedResources } from './shared-resources.ts'
import { type ServiceName } from '@mymacrotracker/contracts'
import { addressOf, type ProcessSettings } from './settings.ts'

/** Where each service runs: in this process, or at an address. */
export interface Placement {
  dispatchers: Map<string, Dispatcher>
  where(peer: string): (service: ServiceName) => ClientOptions
}

interface PlacementOptions {
  env: ProcessSettings
  deliverTwice: boolean
  certificates: PeerCertificates | undefined
  zones?: Zones | undefined
  shared: Pick<SharedResources, 'metrics' | 'tracing' | 'logger'>
}

/** How often the log says why a service cannot be reached; metrics count the calls. */
const LOG_EVERY_MS = 5_000

export function createPlacement({
  env,
  deliverTwice,
  certificates,
  zones,
  shared: { metrics, tracing, logger },
}: PlacementOptions): Placement {
  const dispatchers = new Map<string, Dispatcher>()
  const loggedAt = new Map<string, number>()
  const onUnreachable = (service: string) => (details: string) => {
    if (performance.now() - (loggedAt.get(service) ?? -Infinity) < LOG_EVERY_MS) return
    loggedAt.set(service, performance.now())
    logger.warn({ to: service, details }, 'a service cannot be reached')
  }
  return {
    dispatchers,
    where: (peer) => (service) => {
      // Retries belong in one layer only: the edge.
      const both = {
        observer: { caller: peer, metrics, tracing },
        ...(peer === 'gateway' && { retry: createRetryPolicy() }),
      }
      const dispatcher = dispatchers.get(service)
      if (dispatcher)
        return { channel: new InProcessChannel({ dispatcher, peer, deliverTwice }).asChannel(), ...both }
      const address = addressOf(env, service)
      if (!address) throw new Error(`${service} is neither in this process nor at an address`)
      const onCall = (zone: string) => metrics.rpcClientZone.inc({ service, zone })
      return {
        address,
        service,
        peer,
        certificates,
        zones,
        peerSecret: env.RPC_SHARED_SECRET,
        onUnreachable: onUnreachable(service),
        onCall,
        ...both,
      }
    },
  }
}
