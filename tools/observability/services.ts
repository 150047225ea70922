import type { ServiceName } from '@mymacrotracker/contracts'

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

export const SERVICES: readonly WatchedService[] = [
  {
    name: 'gateway',
    availability: 0.999,
    latency: { underSeconds: 0.5, share: 0.99 },
    hasOutbox: false,
    hasConsumers: false,
  },
  // Password hashing is slow by design (argon2id).
  {
    name: 'auth',
    availability: 0.9995,
    latency: { underSeconds: 0.5, share: 0.99 },
    hasOutbox: true,
    hasConsumers: false,
  },
  {
    name: 'profile',
    availability: 0.999,
    latency: { underSeconds: 0.1, share: 0.99 },
    hasOutbox: true,
    hasConsumers: true,
  },
  {
    name: 'integrations',
    availability: 0.999,
    latency: { underSeconds: 0.1, share: 0.99 },
    hasOutbox: true,
    hasConsumers: false,
  },
  // A diary write waits for a standby in another zone.
  {
    name: 'events',
    availability: 0.9995,
    latency: { underSeconds: 0.25, share: 0.99 },
    hasOutbox: true,
    hasConsumers: true,
  },
  // The home screen omits suggestions that are late.
  {
    name: 'recommender',
    availability: 0.995,
    latency: { underSeconds: 0.5, share: 0.95 },
    hasOutbox: true,
    hasConsumers: true,
  },
  {
    name: 'notifier',
    availability: 0.999,
    latency: { underSeconds: 0.1, share: 0.99 },
    hasOutbox: false,
    hasConsumers: true,
  },
]
