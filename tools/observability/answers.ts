import type { WatchedService } from './services.ts'

/** The codes that packages/rpc counts as the service's faults. */
export const FAULT_CODES = 'UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS'

/** The metric that counts a service's answers, and its labels. */
export interface Answers {
  /** A histogram, without its suffix. */
  metric: string
  /** Label matchers, each with a comma behind it. */
  all: string
  faults: string
  good: string
  /** Labels that identify a route or RPC. */
  by: readonly string[]
  outcome: string
}

/**
 * The gateway's as phones see them, the others' as their callers see them: a service that does not answer counts nothing itself,
 * and sees a late call as CANCELLED.
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

/** `metric{matchers}`; each matcher ends with a comma. */
export function series(metric: string, matchers = ''): string {
  const inside = matchers.replace(/,$/, '')
  return inside === '' ? metric : `${metric}{${inside}}`
}

/** A series that every process with this module exposes: process metrics carry no service label. */
export function markerOf({ name }: WatchedService): string {
  return name === 'gateway'
    ? 'http_request_duration_seconds_count'
    : `rpc_server_in_flight{service="${name}"}`
}

/** The series of processes that run this module, alone or with others. */
export function ofProcesses(service: WatchedService, metric: string): string {
  return `${metric} and on (namespace, pod, instance) ${markerOf(service)}`
}
