import { answersOf, markerOf, ofProcesses, series } from './answers.ts'
import { chart, dashboard, query, type Panel, type Row, type Threshold } from './panels.ts'
import type { WatchedService } from './services.ts'

const IN = 'namespace=~"$namespace",'
const BUDGET: readonly Threshold[] = [
  { from: null, colour: 'red' },
  { from: 0, colour: 'orange' },
  { from: 0.25, colour: 'green' },
]
const BURN: readonly Threshold[] = [
  { from: null, colour: 'green' },
  { from: 1, colour: 'orange' },
  { from: 6, colour: 'red' },
]

/** One service on one page: what was promised, what it answers, its facts, its processes, its zones. */
export function serviceDashboard(service: WatchedService) {
  const rows = [
    objectives(service),
    answers(service),
    ...(service.hasOutbox || service.hasConsumers ? [facts(service)] : []),
    processes(service),
    places(service),
  ]
  return dashboard({
    uid: `mymacrotracker-${service.name}`,
    title: `MyMacroTracker / ${service.name}`,
    description: 'Made by tools/observability. What the alerts mean: docs/alerts.md.',
    rows,
  })
}

function objectives({ name, availability, latency }: WatchedService): Row {
  const of = `${IN}service="${name}"`
  const burn = (window: string) =>
    query(
      `service:slo_bad:ratio_rate${window}{${of}} / on (service, slo) group_left () (1 - service:slo_objective:ratio{service="${name}"})`,
      `{{slo}} over ${window}`,
    )
  return {
    title: `Promised: ${percent(availability)} without a fault, ${percent(latency.share)} within ${latency.underSeconds * 1000} ms`,
    panels: [
      {
        title: 'Error budget left (30 days)',
        kind: 'stat',
        unit: 'percentunit',
        width: 6,
        queries: [query(`service:slo_budget_left:ratio{${of}}`, '{{slo}}')],
        thresholds: BUDGET,
      },
      {
        title: 'Burn rate now',
        kind: 'stat',
        unit: 'none',
        width: 6,
        queries: [burn('1h')],
        thresholds: BURN,
        description:
          '1 spends the budget exactly in 30 days. Over 14.4 in an hour, or 6 in six, somebody is called.',
      },
      chart('Burn rate', 'none', [burn('5m'), burn('1h'), burn('6h'), burn('3d')], { width: 12 }),
    ],
  }
}

function answers(service: WatchedService): Row {
  const { metric, all, faults, by, outcome } = answersOf(service)
  const name = by.map((each) => `{{${each}}}`).join(' ')
  const rate = (matchers: string, labels: readonly string[]) =>
    `sum by (${labels.join(', ')}) (rate(${series(`${metric}_count`, IN + matchers)}[$__rate_interval]))`
  const quantile = (share: number, labels: readonly string[]) =>
    `histogram_quantile(${share}, sum by (${[...labels, 'le'].join(', ')}) (rate(${series(`${metric}_bucket`, IN + all)}[$__rate_interval])))`
  const who = service.name === 'gateway' ? 'as phones see them' : 'as its callers see them'
  return {
    title: `Answers, ${who}`,
    panels: [
      chart('Rate', 'reqps', [query(rate(all, by), name)], { stacked: true }),
      chart('Faults', 'reqps', [query(rate(faults, [...by, outcome]), `${name} {{${outcome}}}`)], {
        description: 'Empty is good.',
      }),
      chart('99th percentile', 's', [query(quantile(0.99, by), name)]),
      chart('By outcome', 'reqps', [query(rate(all, [outcome]), `{{${outcome}}}`)], { stacked: true }),
      chart('All together', 's', [
        query(quantile(0.5, []), 'p50'),
        query(quantile(0.95, []), 'p95'),
        query(quantile(0.99, []), 'p99'),
      ]),
      ...(service.name === 'gateway' ? [downstream()] : [served(service)]),
    ],
  }
}

const downstream = (): Panel =>
  chart('What it asks the others (99th percentile)', 's', [
    query(
      `histogram_quantile(0.99, sum by (service, le) (rate(rpc_client_duration_seconds_bucket{${IN}caller="gateway"}[$__rate_interval])))`,
      '{{service}}',
    ),
  ])

/** The difference to what callers see is the network, and the queue before it. */
const served = ({ name }: WatchedService): Panel =>
  chart('As it served them (99th percentile)', 's', [
    query(
      `histogram_quantile(0.99, sum by (method, le) (rate(rpc_server_duration_seconds_bucket{${IN}service="${name}"}[$__rate_interval])))`,
      '{{method}}',
    ),
  ])

function facts({ name, hasOutbox, hasConsumers }: WatchedService): Row {
  const of = `{${IN}service="${name}"}`
  const consumer = `${IN}consumer=~"${name}[.].+"`
  return {
    title: 'Facts',
    panels: [
      ...(hasOutbox
        ? [
            chart('Oldest fact not yet on the bus', 's', [query(`max(outbox_oldest_seconds${of})`, 'age')]),
            chart('Facts not yet on the bus', 'short', [query(`max(outbox_backlog${of})`, 'waiting')]),
            chart('Facts handed to the bus', 'cps', [
              query(`sum(rate(outbox_published_total${of}[$__rate_interval]))`, 'published'),
            ]),
          ]
        : []),
      ...(hasConsumers
        ? [
            chart('Messages not read yet', 'short', [
              query(`max by (consumer, topic) (consumer_lag{${consumer}})`, '{{consumer}}'),
            ]),
            chart('Messages by outcome', 'cps', [
              query(
                `sum by (consumer, outcome) (rate(consumer_messages_total{${consumer}}[$__rate_interval]))`,
                '{{consumer}} {{outcome}}',
              ),
              query(
                `sum by (consumer) (rate(consumer_parked_total{${consumer}}[$__rate_interval]))`,
                '{{consumer}} parked',
              ),
            ]),
            chart('Time for a run of messages (99th percentile)', 's', [
              query(
                `histogram_quantile(0.99, sum by (consumer, le) (rate(consumer_handling_seconds_bucket{${consumer}}[$__rate_interval])))`,
                '{{consumer}}',
              ),
            ]),
          ]
        : []),
    ],
  }
}

function processes(service: WatchedService): Row {
  const { name } = service
  const of = (metric: string) => `max by (namespace, pod, instance) (${ofProcesses(service, metric)})`
  const pod = '{{pod}} {{instance}}'
  return {
    title: 'Processes that run it (in one process with others: all of it)',
    panels: [
      ...(name === 'gateway'
        ? []
        : [
            chart(
              'Database connections',
              'short',
              [query(`sum by (state) (db_pool_connections{${IN}service="${name}"})`, '{{state}}')],
              { description: 'Waiting counts callers without a connection.' },
            ),
          ]),
      chart('Event loop, 99th percentile', 'ms', [query(of(`event_loop_lag_ms{${IN.slice(0, -1)}}`), pod)]),
      chart('Memory', 'bytes', [
        query(of(`process_resident_memory_bytes{${IN.slice(0, -1)}}`), `${pod} all`),
        query(of(`nodejs_heap_size_used_bytes{${IN.slice(0, -1)}}`), `${pod} heap`),
      ]),
      chart('CPU', 'cores', [
        query(of(`rate(process_cpu_seconds_total{${IN.slice(0, -1)}}[$__rate_interval])`), pod),
      ]),
      ...(name === 'gateway'
        ? []
        : [
            chart('Calls under way', 'short', [query(`rpc_server_in_flight{${IN}service="${name}"}`, pod)], {
              description: 'Of all modules of the process; 512 is the limit.',
            }),
          ]),
      chart('Runs since', 's', [
        query(`time() - ${of(`process_start_time_seconds{${IN.slice(0, -1)}}`)}`, pod),
      ]),
    ],
  }
}

function places({ name }: WatchedService): Row {
  const from = `rpc_client_zone_total{${IN}`
  const calls =
    name === 'gateway'
      ? chart(
          'Calls it makes, by zone',
          'reqps',
          [
            query(
              `sum by (zone) (rate(rpc_client_zone_total{${IN.slice(0, -1)}}[$__rate_interval]) and on (namespace, pod, instance) ${markerOf({ name } as WatchedService)})`,
              '{{zone}}',
            ),
          ],
          { stacked: true },
        )
      : chart(
          'Calls to it, by zone',
          'reqps',
          [query(`sum by (zone) (rate(${from}service="${name}"}[$__rate_interval]))`, '{{zone}}')],
          {
            stacked: true,
            description:
              'same: within the zone of the caller. At least 95 % in peace, with a replica in each zone.',
          },
        )
  return {
    title: 'Zones and replicas (figures of kube-state-metrics)',
    panels: [
      calls,
      chart(
        'Replicas that are ready, by zone',
        'short',
        [query(`service:replicas_ready:by_zone{${IN}service="${name}"}`, '{{zone}}')],
        { stacked: true },
      ),
      chart('Restarts within an hour', 'short', [
        query(
          `sum by (pod) (increase(kube_pod_container_status_restarts_total{${IN}pod=~"${name}-.+"}[1h]))`,
          '{{pod}}',
        ),
      ]),
      {
        title: 'Versions',
        kind: 'table',
        unit: 'none',
        width: 24,
        height: 5,
        queries: [
          query(
            `count by (namespace, container, image_spec) (kube_pod_container_info{${IN}pod=~"${name}-.+"})`,
            '',
          ),
        ],
      },
    ],
  }
}

const percent = (share: number) => `${Number((share * 100).toPrecision(4))} %`
