import { answersOf, series } from './answers.ts'
import { alert, type Alert, type Group, type Recording } from './rules.ts'
import type { WatchedService } from './services.ts'

type Objective = 'availability' | 'latency'
/** `stepMinutes`: resolution at which bad answers are summed over the long window. */
interface Burn {
  long: string
  short: string
  factor: number
  stepMinutes: number
}

/** The windows and factors of Google's SRE Workbook (ch. 5, table 5-8) for an objective over 30 days. */
const PAGES: readonly Burn[] = [
  { long: '1h', short: '5m', factor: 14.4, stepMinutes: 1 },
  { long: '6h', short: '30m', factor: 6, stepMinutes: 5 },
]
const TICKETS: readonly Burn[] = [
  { long: '1d', short: '2h', factor: 3, stepMinutes: 10 },
  { long: '3d', short: '6h', factor: 1, stepMinutes: 30 },
]
const WINDOWS = ['30m', '1h', '2h', '6h', '1d', '3d', '30d'] as const
/** Fewer bad answers within the long window page nobody: one of ten at night means nothing. */
const MIN_BAD = 10

/** For each objective: the answers counted, the bad share over each window, and the budget that is left. */
export function burnRecordings(service: WatchedService): Group {
  const of = `service="${service.name}"`
  const objective = (slo: Objective, share: number): Recording => ({
    record: 'service:slo_objective:ratio',
    expr: `vector(${share})`,
    labels: { service: service.name, slo },
  })
  return {
    name: `${service.name}.objectives`,
    rules: [
      objective('availability', service.availability),
      objective('latency', service.latency.share),
      ...counted(service),
      {
        record: 'service:slo_bad:ratio_rate5m',
        expr: `service:slo_bad:rate5m{${of}} / service:slo_answers:rate5m{${of}}`,
      },
      // The sums weigh by traffic, and cost two series instead of every bucket of 30 days.
      ...WINDOWS.map((window) => ({
        record: `service:slo_bad:ratio_rate${window}`,
        expr: `sum_over_time(service:slo_bad:rate5m{${of}}[${window}]) / sum_over_time(service:slo_answers:rate5m{${of}}[${window}])`,
      })),
      {
        record: 'service:slo_budget_left:ratio',
        expr: `1 - service:slo_bad:ratio_rate30d{${of}} / on (service, slo) group_left () (1 - service:slo_objective:ratio{${of}})`,
      },
    ],
  }
}

function counted(service: WatchedService): Recording[] {
  const { metric, all, faults, good } = answersOf(service)
  const rate = (suffix: string, matchers: string) =>
    `sum by (namespace) (rate(${series(`${metric}_${suffix}`, matchers)}[5m]))`
  const record = (name: string, slo: Objective, expr: string): Recording => ({
    record: `service:slo_${name}:rate5m`,
    expr,
    labels: { service: service.name, slo },
  })
  return [
    record('answers', 'availability', rate('count', all)),
    // Before the first fault there is no series of faults: that means 0.
    record('bad', 'availability', `${rate('count', faults)}\nor\n0 * ${rate('count', all)}`),
    record('answers', 'latency', rate('count', good)),
    record(
      'bad',
      'latency',
      `clamp_min(\n  ${rate('count', good)}\n  - ${rate('bucket', `${good}le="${service.latency.underSeconds}",`)},\n  0\n)`,
    ),
  ]
}

/** Two for each objective: a fast burn pages, a slow one can wait. The short window ends the alert soon after the fault. */
export function burnAlerts(service: WatchedService): Alert[] {
  const { name, availability, latency } = service
  const faster = `${latency.underSeconds * 1000} ms`
  return [
    ...pairOf({
      service: name,
      slo: 'availability',
      title: 'Availability',
      share: availability,
      bad: 'failed by a fault of the server',
    }),
    ...pairOf({
      service: name,
      slo: 'latency',
      title: 'Latency',
      share: latency.share,
      bad: `took longer than ${faster}`,
    }),
  ]
}

function pairOf({
  service,
  slo,
  title,
  share,
  bad,
}: {
  service: string
  slo: Objective
  title: string
  share: number
  bad: string
}): Alert[] {
  const budget = Number((1 - share).toPrecision(6))
  const labels = { service, slo }
  const description = `{{ $value | humanizePercentage }} of the answers of ${service} in {{ $labels.namespace }} ${bad}; ${percent(budget)} is allowed over 30 days. At this pace`
  return [
    alert({
      name: `${title}BurnsFast`,
      severity: 'page',
      labels,
      expr: burning(PAGES, { service, slo, budget }),
      summary: `${service} spends its error budget of ${slo} fast`,
      description: `${description} the budget of a month is gone within five days at most.`,
    }),
    alert({
      name: `${title}BurnsSlowly`,
      severity: 'ticket',
      labels,
      expr: burning(TICKETS, { service, slo, budget }),
      summary: `${service} will not keep its error budget of ${slo}`,
      description: `${description} the budget does not last the month.`,
    }),
  ]
}

function burning(
  windows: readonly Burn[],
  { service, slo, budget }: { service: string; slo: Objective; budget: number },
): string {
  const of = `{service="${service}",slo="${slo}"}`
  return windows
    .map(({ long, short, factor, stepMinutes }) =>
      [
        `(\n  service:slo_bad:ratio_rate${long}${of} > ${factor} * ${budget}`,
        `  and service:slo_bad:ratio_rate${short}${of} > ${factor} * ${budget}`,
        `  and sum_over_time(service:slo_bad:rate5m${of}[${long}:${stepMinutes}m]) * ${stepMinutes * 60} >= ${MIN_BAD}\n)`,
      ].join('\n'),
    )
    .join('\nor\n')
}

const percent = (share: number) => `${Number((share * 100).toPrecision(4))} %`
