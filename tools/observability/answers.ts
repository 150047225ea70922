import type { WatchedService } from './services.ts'

/** The codes that packages/rpc counts as faults of the service. */
export const FAULT_CODES = 'UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS'

/** Where the answers of a service are counted. */
export interface Answers {
  /** A histogram, without its suffix. */
  metric: string
  /** Label matchers, each with a comma behind it. */
  all: string
  faults: string
  good: string
  /** What tells its routes or RPCs apart. */
  by: readonly string[]
  outcome: string
}

/**
 * The gateway's as phones see them, the others' as their callers see them: who does not answer at all counts nothing itself,
 * and a call that was late is CANCELLED where it was served.
 */
export function answersOf({ name }: WatchedService): Answers {
  if (name === 'gateway')
    return {
      metric: 'http_request_duration_seconds',
      all: '',
      faults: 'status=~"5..",',
      good: 'status!~"5..",',
      by: ['method', 'route'],
      outcome: 'status',
    }
  return {
    metric: 'rpc_client_duration_seconds',
    all: `service="${name}",`,
    faults: `service="${name}",code=~"${FAULT_CODES}",`,
    good: `service="${name}",code!~"${FAULT_CODES}",`,
    by: ['method'],
    outcome: 'code',
  }
}

/** `metric{matchers}`, for matchers that each end with a comma. */
export function series(metric: string, matchers = ''): string {
  const inside = matchers.replace(/,$/, '')
  return inside === '' ? metric : `${metric}{${inside}}`
}

/** Any series that a process shows while it runs this module: metrics of a process carry no module. */
export function markerOf({ name }: WatchedService): string {
  return name === 'gateway'
    ? 'http_request_duration_seconds_count'
    : `rpc_server_in_flight{service="${name}"}`
}

/** The series of processes that run this module, in every shape: seven containers or all in one. */
export function ofProcesses(service: WatchedService, metric: string): string {
  return `${metric} and on (namespace, pod, instance) ${markerOf(service)}`
}
