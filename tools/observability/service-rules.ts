import { burnAlerts, burnRecordings } from './burn-rates.ts'
import { answersOf, ofProcesses } from './answers.ts'
import { placeAlerts, placeRecordings } from './places.ts'
import { alert, type Alert, type Group, type Recording } from './rules.ts'
import type { WatchedService } from './services.ts'

/** All rules of a service: recordings first, then alerts. */
export function serviceRules(service: WatchedService): Group[] {
  return [
    burnRecordings(service),
    { name: `${service.name}.figures`, rules: [...factRecordings(service), ...placeRecordings(service)] },
    {
      name: `${service.name}.alerts`,
      rules: [
        ...burnAlerts(service),
        ...refusalAlerts(service),
        ...outboxAlerts(service),
        ...consumerAlerts(service),
        ...processAlerts(service),
        ...placeAlerts(service),
      ],
    },
  ]
}

/** Every process of a service reports the same backlog and lag, so the maximum is the figure. */
function factRecordings({ name, hasOutbox, hasConsumers }: WatchedService): Recording[] {
  return [
    ...(hasOutbox
      ? [
          {
            record: 'service:outbox_oldest_seconds:max',
            expr: `max by (namespace, service) (outbox_oldest_seconds{service="${name}"})`,
          },
        ]
      : []),
    ...(hasConsumers
      ? [
          {
            record: 'consumer:lag:max',
            expr: `max by (namespace, consumer, topic) (consumer_lag{${consumers(name)}})`,
            labels: { service: name },
          },
        ]
      : []),
  ]
}

function refusalAlerts(service: WatchedService): Alert[] {
  const { name } = service
  const { metric, all, outcome } = answersOf(service)
  const [refused, share] = name === 'gateway' ? ['429', 0.05] : ['RESOURCE_EXHAUSTED', 0.01]
  const rate = (matchers: string) => `sum by (namespace) (rate(${metric}_count{${matchers}}[5m]))`
  return [
    alert({
      name: 'ServiceRefuses',
      severity: 'ticket',
      for: '10m',
      labels: { service: name },
      expr: `${rate(`${all}${outcome}="${refused}"`)}\n/ ${rate(all.replace(/,$/, ''))}\n> ${share}`,
      summary: `${name} refuses many requests`,
      description: `{{ $value | humanizePercentage }} of the answers of ${name} in {{ $labels.namespace }} are ${refused}: it is overloaded, or somebody retries too often.`,
    }),
  ]
}

function outboxAlerts({ name, hasOutbox }: WatchedService): Alert[] {
  if (!hasOutbox) return []
  const age = `service:outbox_oldest_seconds:max{service="${name}"}`
  const description = `The oldest fact of ${name} in {{ $labels.namespace }} has waited for the bus for {{ $value | humanizeDuration }}. Nothing is lost; consumers learn of it late.`
  return [
    alert({
      name: 'OutboxLate',
      severity: 'ticket',
      for: '5m',
      expr: `${age} > 60`,
      labels: { service: name },
      summary: `facts of ${name} are late on the bus`,
      description,
    }),
    alert({
      name: 'OutboxStuck',
      severity: 'page',
      for: '5m',
      expr: `${age} > 600`,
      labels: { service: name },
      summary: `facts of ${name} do not reach the bus`,
      description,
    }),
  ]
}

function consumerAlerts({ name, hasConsumers }: WatchedService): Alert[] {
  if (!hasConsumers) return []
  const labels = { service: name }
  const messages = (outcome: string, window: string) =>
    `sum by (namespace, consumer) (increase(consumer_messages_total{${consumers(name)},outcome="${outcome}"}[${window}]))`
  const parked = `consumer_parked_total{${consumers(name)}}`
  return [
    alert({
      name: 'ConsumerBehind',
      severity: 'ticket',
      for: '10m',
      labels,
      expr: `consumer:lag:max{service="${name}"} > 1000`,
      summary: '{{ $labels.consumer }} is behind',
      description:
        '{{ $labels.consumer }} in {{ $labels.namespace }} is {{ $value | humanize }} messages of {{ $labels.topic }} behind.',
    }),
    alert({
      name: 'ConsumerStuck',
      severity: 'page',
      for: '10m',
      labels,
      expr: `consumer:lag:max{service="${name}"} > 0\nunless on (namespace, consumer)\n${messages('handled', '5m')} > 0`,
      summary: '{{ $labels.consumer }} handles nothing',
      description:
        '{{ $labels.consumer }} in {{ $labels.namespace }} is {{ $value | humanize }} messages of {{ $labels.topic }} behind and has handled none for 15 minutes.',
    }),
    alert({
      name: 'ConsumerFails',
      severity: 'ticket',
      for: '10m',
      labels,
      expr: `${messages('failed', '5m')} > 0`,
      summary: '{{ $labels.consumer }} fails again and again',
      description:
        '{{ $labels.consumer }} in {{ $labels.namespace }} failed {{ $value | humanize }} times in 5 minutes. What keeps failing is parked.',
    }),
    alert({
      name: 'MessageParked',
      severity: 'ticket',
      labels,
      // A counter first appears with its first message: an absent series that appears has increased, too.
      expr: `sum by (namespace, consumer) (increase(${parked}[30m])) > 0\nor\nsum by (namespace, consumer) (${parked} unless max_over_time(${parked}[30m] offset 30m)) > 0`,
      summary: '{{ $labels.consumer }} parked a message',
      description:
        '{{ $labels.consumer }} in {{ $labels.namespace }} could not handle a message: it waits, with all that follows on its key, until it is redriven.',
    }),
  ]
}

function processAlerts(service: WatchedService): Alert[] {
  const { name } = service
  const labels = { service: name }
  const pool = alert({
    name: 'PoolExhausted',
    severity: 'ticket',
    for: '2m',
    labels,
    expr: `max by (namespace, pod, instance) (db_pool_connections{service="${name}",state="waiting"}) > 20`,
    summary: `${name} waits for database connections`,
    description:
      '{{ $value | humanize }} callers in {{ $labels.namespace }}/{{ $labels.pod }} wait for a connection.',
  })
  return [
    ...(name === 'gateway' ? [] : [pool]),
    alert({
      name: 'EventLoopLags',
      severity: 'ticket',
      for: '10m',
      labels,
      expr: `max by (namespace, pod, instance) (${ofProcesses(service, 'event_loop_lag_ms')}) > 50`,
      summary: `the event loop of ${name} runs late`,
      description:
        'The event loop of {{ $labels.namespace }}/{{ $labels.pod }} is {{ $value | humanize }} ms late (99th percentile): its core is saturated, or something blocks it.',
    }),
  ]
}

const consumers = (name: string) => `consumer=~"${name}[.].+"`
