import { FAULT_CODES } from './answers.ts'
import { chart, dashboard, query, type Panel, type Row, type Threshold } from './panels.ts'
import { SERVICES } from './services.ts'

const IN = 'namespace=~"$namespace"'
const NONE_IS_GOOD: readonly Threshold[] = [
  { from: null, colour: 'green' },
  { from: 1, colour: 'red' },
]
const BUDGET: readonly Threshold[] = [
  { from: null, colour: 'red' },
  { from: 0, colour: 'orange' },
  { from: 0.25, colour: 'green' },
]
const ANY_OF_OURS = SERVICES.map(({ name }) => name).join('|')

/** Everything on one page. Green from top to bottom: it is well. */
export function wellDashboard() {
  return dashboard({
    uid: 'mymacrotracker-well',
    title: 'MyMacroTracker / Is it well?',
    description: 'Made by tools/observability. What the alerts mean: docs/alerts.md.',
    rows: [now(), promises(), zones(), bus(), database(), processes()],
  })
}

const stat = (title: string, unit: string, expr: string, more: Partial<Panel> = {}): Panel => ({
  title,
  kind: 'stat',
  unit,
  width: 4,
  height: 4,
  queries: [query(expr, '')],
  ...more,
})

function now(): Row {
  const firing = (severity: string) =>
    `count(ALERTS{alertstate="firing",severity="${severity}",${IN}}) or vector(0)`
  return {
    title: 'Now',
    panels: [
      stat('Pages', 'none', firing('page'), { thresholds: NONE_IS_GOOD }),
      stat('Tickets', 'none', firing('ticket'), {
        thresholds: [
          { from: null, colour: 'green' },
          { from: 1, colour: 'orange' },
        ],
      }),
      stat('Requests', 'reqps', `sum(rate(http_request_duration_seconds_count{${IN}}[5m]))`),
      stat(
        'Failed',
        'percentunit',
        `(sum(rate(http_request_duration_seconds_count{${IN},status=~"5.."}[5m])) or vector(0)) / sum(rate(http_request_duration_seconds_count{${IN}}[5m]))`,
        {
          thresholds: [
            { from: null, colour: 'green' },
            { from: 0.001, colour: 'orange' },
            { from: 0.01, colour: 'red' },
          ],
        },
      ),
      stat(
        '99th percentile',
        's',
        `histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{${IN}}[5m])))`,
        {
          thresholds: [
            { from: null, colour: 'green' },
            { from: 0.5, colour: 'orange' },
            { from: 2, colour: 'red' },
          ],
        },
      ),
      stat('Zones that take pods', 'none', 'cluster:zones_open:count', {
        thresholds: [
          { from: null, colour: 'red' },
          { from: 2, colour: 'orange' },
          { from: 3, colour: 'green' },
        ],
      }),
      {
        title: 'Alerts',
        kind: 'table',
        unit: 'none',
        width: 24,
        height: 6,
        queries: [
          query(
            `sum by (severity, alertname, service, namespace, consumer, pod) (ALERTS{alertstate="firing",severity=~"page|ticket",${IN}})`,
            '',
          ),
        ],
        description: 'What each means and what to do: docs/alerts.md.',
      },
    ],
  }
}

function promises(): Row {
  const left = (slo: string): Panel => ({
    title: `Error budget left: ${slo} (30 days)`,
    kind: 'bargauge',
    unit: 'percentunit',
    width: 6,
    max: 1,
    thresholds: BUDGET,
    queries: [query(`sort(service:slo_budget_left:ratio{${IN},slo="${slo}"})`, '{{service}}')],
  })
  return {
    title: 'What was promised',
    panels: [
      left('availability'),
      left('latency'),
      chart(
        'Burn rate over an hour',
        'none',
        [
          query(
            `service:slo_bad:ratio_rate1h{${IN}} / on (service, slo) group_left () (1 - service:slo_objective:ratio)`,
            '{{service}} {{slo}}',
          ),
        ],
        { width: 12, description: '1 spends the budget exactly in 30 days; over 14.4 somebody is called.' },
      ),
      chart(
        'Requests of phones',
        'reqps',
        [
          query(
            `sum by (status) (rate(http_request_duration_seconds_count{${IN}}[$__rate_interval]))`,
            '{{status}}',
          ),
        ],
        { width: 12, stacked: true },
      ),
      chart(
        'Calls that failed',
        'reqps',
        [
          query(
            `sum by (service, code) (rate(rpc_client_duration_seconds_count{${IN},code=~"${FAULT_CODES}"}[$__rate_interval]))`,
            '{{service}} {{code}}',
          ),
        ],
        { width: 12, description: 'Empty is good.' },
      ),
    ],
  }
}

function zones(): Row {
  return {
    title: 'Zones',
    panels: [
      {
        title: 'Replicas that are ready',
        kind: 'bargauge',
        unit: 'none',
        width: 8,
        queries: [
          query(`sum by (service, zone) (service:replicas_ready:by_zone{${IN}})`, '{{service}} {{zone}}'),
        ],
      },
      chart(
        'Calls that leave their zone',
        'percentunit',
        [query(`service:calls_out_of_zone:ratio_rate10m{${IN}}`, 'to {{service}}')],
        { max: 1 },
      ),
      chart(
        'Nodes that are ready, by zone',
        'short',
        [
          query(
            'count by (label_topology_kubernetes_io_zone) (kube_node_labels and on (node) (kube_node_status_condition{condition="Ready",status="true"} == 1))',
            '{{label_topology_kubernetes_io_zone}}',
          ),
        ],
        { stacked: true },
      ),
    ],
  }
}

function bus(): Row {
  return {
    title: 'Bus',
    panels: [
      chart(
        'Oldest fact not yet on the bus',
        's',
        [query(`max by (service) (service:outbox_oldest_seconds:max{${IN}})`, '{{service}}')],
        { width: 6 },
      ),
      chart(
        'Messages not read yet',
        'short',
        [query(`max by (consumer) (consumer:lag:max{${IN}})`, '{{consumer}}')],
        { width: 6 },
      ),
      chart(
        'Parked within a day',
        'short',
        [query(`sum by (consumer) (increase(consumer_parked_total{${IN}}[1d]))`, '{{consumer}}')],
        { width: 6, description: 'Empty is good.' },
      ),
      chart(
        'Kafka: partitions',
        'short',
        [
          query('sum(kafka_server_replicamanager_underreplicatedpartitions)', 'lack a copy'),
          query('sum(kafka_server_replicamanager_underminisrpartitioncount)', 'refuse writes'),
          query('max(kafka_controller_kafkacontroller_offlinepartitionscount)', 'without a leader'),
        ],
        { width: 6, description: 'Zero is good; empty where the bus is not Kafka.' },
      ),
    ],
  }
}

function database(): Row {
  return {
    title: 'Database',
    panels: [
      chart(
        'Callers that wait for a connection',
        'short',
        [query(`max by (service) (db_pool_connections{${IN},state="waiting"})`, '{{service}}')],
        { width: 6 },
      ),
      chart(
        'Synchronous standbys',
        'short',
        [
          query('max by (namespace) (cnpg_collector_sync_replicas{value="observed"})', 'there'),
          query('max by (namespace) (cnpg_collector_sync_replicas{value="expected"})', 'wanted'),
        ],
        { width: 6 },
      ),
      chart('Standbys behind', 's', [query('max by (pod) (cnpg_pg_replication_lag)', '{{pod}}')], {
        width: 6,
      }),
      stat('Instances up', 'none', 'sum(cnpg_collector_up)', {
        width: 3,
        height: 8,
        thresholds: [
          { from: null, colour: 'red' },
          { from: 2, colour: 'orange' },
          { from: 3, colour: 'green' },
        ],
      }),
      stat(
        'Last backup',
        's',
        'time() - max(barman_cloud_cloudnative_pg_io_last_available_backup_timestamp)',
        {
          width: 3,
          height: 8,
          thresholds: [
            { from: null, colour: 'green' },
            { from: 129_600, colour: 'red' },
          ],
        },
      ),
    ],
  }
}

function processes(): Row {
  return {
    title: 'Processes',
    panels: [
      chart('Event loop, 99th percentile', 'ms', [query(`event_loop_lag_ms{${IN}}`, '{{pod}} {{instance}}')]),
      chart('Memory', 'bytes', [query(`process_resident_memory_bytes{${IN}}`, '{{pod}} {{instance}}')]),
      chart('CPU', 'cores', [
        query(`rate(process_cpu_seconds_total{${IN}}[$__rate_interval])`, '{{pod}} {{instance}}'),
      ]),
      {
        title: 'Versions',
        kind: 'table',
        unit: 'none',
        width: 12,
        queries: [
          query(
            `count by (namespace, container, image_spec) (kube_pod_container_info{${IN},container=~"${ANY_OF_OURS}|mymacrotracker"})`,
            '',
          ),
        ],
      },
      chart(
        'Restarts within an hour',
        'short',
        [query(`sum by (pod) (increase(kube_pod_container_status_restarts_total{${IN}}[1h]))`, '{{pod}}')],
        { width: 12 },
      ),
    ],
  }
}
