import { OPEN_ZONES } from './places.ts'
import { alert, type Alert, type Group } from './rules.ts'
import { SERVICES } from './services.ts'

/** What belongs to no single service: zones, Postgres (CloudNativePG), Kafka (Strimzi), the watching itself. */
export function platformRules(): Group[] {
  return [
    { name: 'platform.figures', rules: [{ record: 'cluster:zones_open:count', expr: OPEN_ZONES }] },
    { name: 'platform.zones', rules: zoneAlerts() },
    { name: 'platform.postgres', rules: postgresAlerts() },
    { name: 'platform.kafka', rules: kafkaAlerts() },
    { name: 'platform.watching', rules: watchingAlerts() },
  ]
}

function zoneAlerts(): Alert[] {
  return [
    alert({
      name: 'ZoneLost',
      severity: 'page',
      for: '2m',
      expr: 'cluster:zones_open:count < max_over_time(cluster:zones_open:count[6h])',
      summary: 'a zone takes no pods',
      description:
        'Only {{ $value }} zones have a node that is ready. The services go on; another loss would be felt.',
    }),
  ]
}

function postgresAlerts(): Alert[] {
  return [
    alert({
      name: 'PostgresDown',
      severity: 'page',
      for: '2m',
      expr: 'max by (namespace, pod) (cnpg_collector_up) == 0',
      summary: 'a Postgres instance is down',
      description: 'Postgres in {{ $labels.namespace }}/{{ $labels.pod }} does not run.',
    }),
    alert({
      name: 'PostgresStandbyMissing',
      severity: 'page',
      for: '5m',
      expr: 'max by (namespace, pod) (cnpg_collector_sync_replicas{value="observed"})\n< max by (namespace, pod) (cnpg_collector_sync_replicas{value="expected"})',
      summary: 'Postgres lacks a synchronous standby',
      description:
        'The primary {{ $labels.namespace }}/{{ $labels.pod }} has {{ $value }} synchronous standbys, fewer than it should: without any, writes wait.',
    }),
    alert({
      name: 'PostgresReplicaBehind',
      severity: 'ticket',
      for: '10m',
      expr: 'max by (namespace, pod) (cnpg_pg_replication_lag) > 30',
      summary: 'a standby of Postgres is behind',
      description:
        '{{ $labels.namespace }}/{{ $labels.pod }} is {{ $value | humanizeDuration }} behind: reads from it are old.',
    }),
    alert({
      name: 'PostgresWalNotArchived',
      severity: 'ticket',
      for: '15m',
      expr: 'max by (namespace, pod) (cnpg_collector_pg_wal_archive_status{value="ready"}) > 10',
      summary: 'WAL is not archived',
      description:
        '{{ $value }} WAL files of {{ $labels.namespace }}/{{ $labels.pod }} wait for the archive: a restore would lose what is in them, and the disk fills.',
    }),
    alert({
      name: 'PostgresBackupOld',
      severity: 'ticket',
      for: '1h',
      expr: 'time() - max by (namespace) (barman_cloud_cloudnative_pg_io_last_available_backup_timestamp) > 36 * 3600',
      summary: 'the last backup is old',
      description:
        'The last base backup of Postgres in {{ $labels.namespace }} is {{ $value | humanizeDuration }} old.',
    }),
  ]
}

function kafkaAlerts(): Alert[] {
  return [
    alert({
      name: 'KafkaPartitionsOffline',
      severity: 'page',
      for: '1m',
      expr: 'max by (namespace) (kafka_controller_kafkacontroller_offlinepartitionscount) > 0',
      summary: 'Kafka has partitions without a leader',
      description:
        '{{ $value }} partitions in {{ $labels.namespace }} can be neither written nor read. Facts wait in the outboxes.',
    }),
    alert({
      name: 'KafkaUnderMinIsr',
      severity: 'page',
      for: '2m',
      expr: 'sum by (namespace) (kafka_server_replicamanager_underminisrpartitioncount) > 0',
      summary: 'Kafka refuses writes',
      description:
        '{{ $value }} partitions in {{ $labels.namespace }} have fewer than two copies in sync: writes to them are refused. Facts wait in the outboxes.',
    }),
    alert({
      name: 'KafkaUnderReplicated',
      severity: 'ticket',
      for: '10m',
      expr: 'sum by (namespace) (kafka_server_replicamanager_underreplicatedpartitions) > 0',
      summary: 'Kafka lacks copies',
      description: '{{ $value }} partitions in {{ $labels.namespace }} lack a copy.',
    }),
  ]
}

function watchingAlerts(): Alert[] {
  const jobs = [...SERVICES.map(({ name }) => name), 'mymacrotracker'].join('|')
  return [
    alert({
      name: 'NotScraped',
      severity: 'ticket',
      for: '10m',
      expr: `up{job=~"(.+/)?(${jobs})"} == 0`,
      summary: '{{ $labels.job }} cannot be watched',
      description:
        'Prometheus cannot read the metrics of {{ $labels.instance }} ({{ $labels.job }}): what it does is in no figure.',
    }),
    alert({
      name: 'BusPoolExhausted',
      severity: 'ticket',
      for: '2m',
      expr: 'max by (namespace, pod, instance) (db_pool_connections{service="bus",state="waiting"}) > 20',
      summary: 'the bus in Postgres waits for connections',
      description:
        '{{ $value }} callers in {{ $labels.namespace }}/{{ $labels.pod }} wait for a connection of the bus.',
    }),
    alert({
      name: 'TracesLost',
      severity: 'ticket',
      for: '30m',
      expr: 'sum by (namespace) (rate(trace_spans_total{outcome=~"failed|dropped"}[10m]))\n/ sum by (namespace) (rate(trace_spans_total[10m]))\n> 0.05',
      summary: 'traces are lost',
      description:
        '{{ $value | humanizePercentage }} of the spans in {{ $labels.namespace }} do not arrive. Nothing else suffers.',
    }),
  ]
}
