import { growing, still, type RuleCase } from './rule-case.ts'

const HOUR = 3600
const nodes = (zones: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(zones).flatMap(([zone, ready]) => [
      [`kube_node_labels{node="node-${zone}",label_topology_kubernetes_io_zone="${zone}"}`, still(1)],
      [`kube_node_status_condition{node="node-${zone}",condition="Ready",status="true"}`, ready],
    ]),
  )
const standbys = (observed: number) => ({
  'cnpg_collector_sync_replicas{namespace="db",pod="postgres-1",value="expected"}': still(1),
  'cnpg_collector_sync_replicas{namespace="db",pod="postgres-1",value="observed"}': still(observed),
})
const backupAt = (seconds: number) => ({
  'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{namespace="db",pod="postgres-1"}': still(
    seconds,
    2400,
  ),
})
const spans = (outcome: string) => `trace_spans_total{namespace="n",pod="a",outcome="${outcome}"}`

export const PLATFORM_CASES: readonly RuleCase[] = [
  {
    title: 'a zone of three is lost',
    series: nodes({ a: still(1), b: still(1), c: '1x20 0x60' }),
    at: { 20: { ZoneLost: 0 }, 30: { ZoneLost: 1 } },
  },
  {
    title: 'a cordoned zone counts as lost',
    series: {
      ...nodes({ a: still(1), b: still(1) }),
      'kube_node_spec_unschedulable{node="node-a"}': '0x20 1x60',
    },
    at: { 30: { ZoneLost: 1 } },
  },
  { title: 'one zone and never more', series: nodes({ a: still(1) }), at: { 60: { ZoneLost: 0 } } },
  {
    title: 'Postgres stops',
    series: { 'cnpg_collector_up{namespace="db",pod="postgres-1",cluster="postgres"}': '1x10 0x60' },
    at: { 10: { PostgresDown: 0 }, 20: { PostgresDown: 1 } },
  },
  {
    title: 'the synchronous standby is there',
    series: standbys(1),
    at: { 20: { PostgresStandbyMissing: 0 } },
  },
  {
    title: 'no synchronous standby',
    series: standbys(0),
    at: { 3: { PostgresStandbyMissing: 0 }, 20: { PostgresStandbyMissing: 1 } },
  },
  {
    title: 'a standby a minute behind',
    series: { 'cnpg_pg_replication_lag{namespace="db",pod="postgres-2"}': still(60) },
    at: { 20: { PostgresReplicaBehind: 1 } },
  },
  {
    title: 'a standby a second behind',
    series: { 'cnpg_pg_replication_lag{namespace="db",pod="postgres-2"}': still(1) },
    at: { 20: { PostgresReplicaBehind: 0 } },
  },
  {
    title: 'WAL waits for the archive',
    series: {
      'cnpg_collector_pg_wal_archive_status{namespace="db",pod="postgres-1",value="ready"}': still(20),
    },
    at: { 20: { PostgresWalNotArchived: 1 } },
  },
  {
    title: 'WAL is archived',
    series: {
      'cnpg_collector_pg_wal_archive_status{namespace="db",pod="postgres-1",value="ready"}': still(1),
    },
    at: { 20: { PostgresWalNotArchived: 0 } },
  },
  {
    title: 'the only backup grows old',
    series: backupAt(0),
    everyMinutes: 30,
    at: { [35 * 60]: { PostgresBackupOld: 0 }, [38 * 60]: { PostgresBackupOld: 1 } },
  },
  {
    title: 'a backup of half a day',
    series: backupAt(26 * HOUR),
    everyMinutes: 30,
    at: { [38 * 60]: { PostgresBackupOld: 0 } },
  },
  {
    title: 'Kafka without a leader',
    series: {
      'kafka_controller_kafkacontroller_offlinepartitionscount{namespace="kafka",pod="k-0"}': still(3),
    },
    at: { 5: { KafkaPartitionsOffline: 1 } },
  },
  {
    title: 'Kafka refuses writes',
    series: {
      'kafka_server_replicamanager_underminisrpartitioncount{namespace="kafka",pod="k-0"}': still(3),
    },
    at: { 5: { KafkaUnderMinIsr: 1 } },
  },
  {
    title: 'a broker restarts',
    series: {
      'kafka_server_replicamanager_underreplicatedpartitions{namespace="kafka",pod="k-0"}': '0x5 12x4 0x60',
    },
    at: { 9: { KafkaUnderReplicated: 0 }, 30: { KafkaUnderReplicated: 0 } },
  },
  {
    title: 'a broker stays away',
    series: {
      'kafka_server_replicamanager_underreplicatedpartitions{namespace="kafka",pod="k-0"}': still(12),
      'kafka_server_replicamanager_underminisrpartitioncount{namespace="kafka",pod="k-0"}': still(0),
      'kafka_controller_kafkacontroller_offlinepartitionscount{namespace="kafka",pod="k-0"}': still(0),
    },
    at: { 20: { KafkaUnderReplicated: 1, KafkaUnderMinIsr: 0, KafkaPartitionsOffline: 0 } },
  },
  {
    title: 'a process cannot be scraped',
    series: {
      'up{job="mymacrotracker/events",instance="i"}': still(0),
      'up{job="monitoring/something-else",instance="j"}': still(0),
    },
    at: { 20: { NotScraped: 1 } },
  },
  {
    title: 'all processes can be scraped',
    series: { 'up{job="mymacrotracker/events",instance="i"}': still(1) },
    at: { 20: { NotScraped: 0 } },
  },
  {
    title: 'callers of the bus without a connection',
    series: {
      'db_pool_connections{namespace="n",pod="a",instance="i",service="bus",state="waiting"}': still(30),
    },
    at: { 5: { BusPoolExhausted: 1 } },
  },
  {
    title: 'a caller of the bus without a connection',
    series: {
      'db_pool_connections{namespace="n",pod="a",instance="i",service="bus",state="waiting"}': still(1),
    },
    at: { 5: { BusPoolExhausted: 0 } },
  },
  {
    title: 'half of the spans are lost',
    series: {
      [spans('sent')]: growing(100),
      [spans('failed')]: growing(50),
      [spans('dropped')]: growing(50),
    },
    at: { 60: { TracesLost: 1 } },
  },
  {
    title: 'all spans arrive',
    series: { [spans('sent')]: growing(100), [spans('failed')]: still(10) },
    at: { 60: { TracesLost: 0 } },
  },
  {
    title: 'no spans at all',
    series: { [spans('sent')]: still(100), [spans('failed')]: still(100) },
    at: { 60: { TracesLost: 0 } },
  },
  {
    title: 'nothing to see',
    series: { up: still(1) },
    at: {
      60: {
        ZoneLost: 0,
        PostgresDown: 0,
        PostgresStandbyMissing: 0,
        PostgresBackupOld: 0,
        KafkaPartitionsOffline: 0,
        NotScraped: 0,
      },
    },
  },
]
