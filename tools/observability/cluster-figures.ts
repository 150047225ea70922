import { createServer } from 'node:http'
import { freePort } from '@mymacrotracker/testing'
import { SERVICES } from './services.ts'

const ZONES = ['a', 'b', 'c']
const NAMESPACE = 'mymacrotracker'
const since = Date.now()
const seconds = () => (Date.now() - since) / 1000

/** Serves metrics that only a cluster has (kube-state-metrics, CloudNativePG, Strimzi, zone-aware callers): three healthy zones. */
export async function serveClusterFigures(): Promise<{ port: number; close(): void }> {
  const port = await freePort()
  const server = createServer((_, response) => {
    response.end(`${figures().join('\n')}\n`)
  }).listen(port, '127.0.0.1')
  return {
    port,
    close: () => {
      server.close()
    },
  }
}

function figures(): string[] {
  const backup = Math.floor(since / 1000) - 3600
  return [
    ...ZONES.flatMap((zone) => [
      `kube_node_labels{node="node-${zone}",label_topology_kubernetes_io_zone="${zone}"} 1`,
      `kube_node_status_condition{node="node-${zone}",condition="Ready",status="true"} 1`,
      `kube_node_spec_unschedulable{node="node-${zone}"} 0`,
    ]),
    ...SERVICES.flatMap(({ name }) => [
      `kube_deployment_spec_replicas{namespace="${NAMESPACE}",deployment="${name}"} 3`,
      `kube_deployment_status_replicas_available{namespace="${NAMESPACE}",deployment="${name}"} 3`,
      ...ZONES.flatMap((zone, at) => podFigures(name, `${name}-5d9c-${at}`, zone)),
      ...(name === 'gateway'
        ? []
        : [
            `rpc_client_zone_total{namespace="${NAMESPACE}",pod="gateway-5d9c-0",service="${name}",zone="same"} ${Math.floor(99 * seconds())}`,
            `rpc_client_zone_total{namespace="${NAMESPACE}",pod="gateway-5d9c-0",service="${name}",zone="other"} ${Math.floor(seconds())}`,
          ]),
    ]),
    ...[1, 2, 3].flatMap((at) => [
      `cnpg_collector_up{namespace="${NAMESPACE}",pod="postgres-${at}",cluster="postgres"} 1`,
      `cnpg_pg_replication_lag{namespace="${NAMESPACE}",pod="postgres-${at}"} 0`,
    ]),
    `cnpg_collector_sync_replicas{namespace="${NAMESPACE}",pod="postgres-1",value="expected"} 1`,
    `cnpg_collector_sync_replicas{namespace="${NAMESPACE}",pod="postgres-1",value="observed"} 1`,
    `cnpg_collector_pg_wal_archive_status{namespace="${NAMESPACE}",pod="postgres-1",value="ready"} 0`,
    `barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{namespace="${NAMESPACE}",pod="postgres-1"} ${backup}`,
    ...[
      'kafka_server_replicamanager_underreplicatedpartitions',
      'kafka_server_replicamanager_underminisrpartitioncount',
      'kafka_controller_kafkacontroller_offlinepartitionscount',
    ].map((metric) => `${metric}{namespace="${NAMESPACE}",pod="kafka-brokers-0"} 0`),
  ]
}

function podFigures(name: string, pod: string, zone: string): string[] {
  const of = `namespace="${NAMESPACE}",pod="${pod}"`
  return [
    `kube_pod_status_ready{${of},condition="true"} 1`,
    `kube_pod_info{${of},node="node-${zone}",created_by_kind="ReplicaSet",created_by_name="${name}-5d9c"} 1`,
    `kube_pod_container_status_restarts_total{${of},container="${name}"} 0`,
    `kube_pod_container_info{${of},container="${name}",image_spec="mymacrotracker/${name}:0.1.0"} 1`,
  ]
}
