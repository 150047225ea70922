import type { ServiceName } from '@mymacrotracker/contracts'

/** What is promised of a service, and which of its parts are watched: the source of rules and dashboards. */
export interface WatchedService {
  name: ServiceName
  /** Share of answers that are no fault of the server, over 30 days. */
  availability: number
  latency: {
    /** Below 1 and a bucket boundary of packages/telemetry: Prometheus 3 writes whole numbers another way ("1.0"). */
    underSeconds: number
    /** Share of the answers without a fault that are faster. */
    share: number
  }
  /** States facts of its own. */
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
  // A password takes its time by design (argon2id).
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
  // The home screen comes without suggestions when they are late.
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
