import type { ServiceName } from '@mymacrotracker/contracts'
import { TOPICS, consumersOf } from '../lib/services.ts'

/** What is promised of a service, and which of its parts are watched: the source of rules and dashboards. */
export interface WatchedService {
  name: ServiceName
  /** Share of answers without a server fault, over 30 days. */
  availability: number
  latency: {
    /** Below 1 and a bucket boundary of packages/telemetry: Prometheus 3 writes whole numbers another way ("1.0"). */
    underSeconds: number
    /** Share of faultless answers that are faster. */
    share: number
  }
  /** Publishes facts. */
  hasOutbox: boolean
  hasConsumers: boolean
}

function watched(
  name: ServiceName,
  availability: number,
  latency: WatchedService['latency'],
): WatchedService {
  const hasOutbox = Object.values(TOPICS).some(({ owner }) => owner === name)
  return { name, availability, latency, hasOutbox, hasConsumers: consumersOf(name).length > 0 }
}

export const SERVICES: readonly WatchedService[] = [
  watched('gateway', 0.999, { underSeconds: 0.5, share: 0.99 }),
  // Password hashing is slow by design (argon2id).
  watched('auth', 0.9995, { underSeconds: 0.5, share: 0.99 }),
  watched('profile', 0.999, { underSeconds: 0.1, share: 0.99 }),
  watched('integrations', 0.999, { underSeconds: 0.1, share: 0.99 }),
  // A diary write waits for a standby in another zone.
  watched('events', 0.9995, { underSeconds: 0.25, share: 0.99 }),
  // The home screen omits suggestions that are late.
  watched('recommender', 0.995, { underSeconds: 0.5, share: 0.95 }),
  watched('notifier', 0.999, { underSeconds: 0.1, share: 0.99 }),
]
