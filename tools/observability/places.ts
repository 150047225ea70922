import { alert, type Alert, type Recording } from './rules.ts'
import type { WatchedService } from './services.ts'

/** kube-state-metrics exposes it if configured: metricLabelsAllowlist nodes=[topology.kubernetes.io/zone]. */
const ZONE_LABEL = 'label_topology_kubernetes_io_zone'

/** Zones that accept pods: those with a node that is ready and not cordoned. */
const OPEN_ZONES = [
  `count(count by (${ZONE_LABEL}) (`,
  `  kube_node_labels{${ZONE_LABEL}!=""}`,
  '  and on (node) (kube_node_status_condition{condition="Ready",status="true"} == 1)',
  '  unless on (node) (kube_node_spec_unschedulable == 1)',
  '))',
].join('\n')

/** The zones of a service's replicas, and the share of calls to it that leave their zone. */
export function placeRecordings(service: WatchedService): Recording[] {
  const { name } = service
  const labels = { service: name }
  return [
    { record: 'service:zones_open:count', expr: OPEN_ZONES, labels },
    { record: 'service:replicas_ready:by_zone', expr: readyByZone(name), labels },
    ...(name === 'gateway'
      ? []
      : [{ record: 'service:calls_out_of_zone:ratio_rate10m', expr: outOfZone(name), labels }]),
  ]
}

function readyByZone(name: string): string {
  return [
    `count by (namespace, zone) (label_replace(`,
    `  (max by (namespace, pod) (kube_pod_status_ready{condition="true",pod=~"${name}-.+"}) == 1)`,
    `  * on (namespace, pod) group_left (node) max by (namespace, pod, node) (kube_pod_info{created_by_kind="ReplicaSet",created_by_name=~"${name}-.+"})`,
    `  * on (node) group_left (${ZONE_LABEL}) max by (node, ${ZONE_LABEL}) (kube_node_labels),`,
    `  "zone", "$1", "${ZONE_LABEL}", "(.+)"`,
    '))',
  ].join('\n')
}

function outOfZone(name: string): string {
  const rate = (zone: string) =>
    `sum by (namespace) (rate(rpc_client_zone_total{service="${name}",zone=~"${zone}"}[10m]))`
  return `(${rate('other')} or 0 * ${rate('same')})\n/ ${rate('same|other')}`
}

export function placeAlerts(service: WatchedService): Alert[] {
  const { name } = service
  const labels = { service: name }
  const of = `{service="${name}"}`
  const available = `max by (namespace, deployment) (kube_deployment_status_replicas_available{deployment="${name}"})`
  const wanted = `max by (namespace, deployment) (kube_deployment_spec_replicas{deployment="${name}"})`
  const crossing = alert({
    name: 'CallsLeaveTheirZone',
    severity: 'ticket',
    for: '30m',
    labels,
    // With fewer replicas than zones, calls must leave theirs.
    expr: `service:calls_out_of_zone:ratio_rate10m${of} > 0.1\nunless on (namespace, service)\n(count by (namespace, service) (service:replicas_ready:by_zone${of}) < on (service) group_left () service:zones_open:count${of})`,
    summary: `calls to ${name} leave their zone`,
    description: `{{ $value | humanizePercentage }} of the calls to ${name} in {{ $labels.namespace }} go to another zone, though each has a replica.`,
  })
  return [
    alert({
      name: 'NoReplicas',
      severity: 'page',
      for: '1m',
      labels,
      expr: `${available} == 0\nand on (namespace, deployment) ${wanted} > 0`,
      summary: `${name} has no replica that is ready`,
      description: `No pod of ${name} in {{ $labels.namespace }} is available.`,
    }),
    alert({
      name: 'TooFewReplicas',
      severity: 'ticket',
      for: '15m',
      labels,
      expr: `${available}\n< on (namespace, deployment) ${wanted}`,
      summary: `${name} has fewer replicas than it should`,
      description: `Only {{ $value }} replicas of ${name} in {{ $labels.namespace }} are available.`,
    }),
    alert({
      name: 'Restarts',
      severity: 'ticket',
      labels,
      expr: `sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total{pod=~"${name}-.+"}[1h])) > 2`,
      summary: `a pod of ${name} keeps restarting`,
      description:
        '{{ $labels.namespace }}/{{ $labels.pod }} restarted {{ $value | humanize }} times within an hour.',
    }),
    alert({
      name: 'ReplicasSkewed',
      severity: 'ticket',
      for: '15m',
      labels,
      expr: `max by (namespace, service) (service:replicas_ready:by_zone${of})\n> ceil(sum by (namespace, service) (service:replicas_ready:by_zone${of}) / on (service) group_left () service:zones_open:count${of})`,
      summary: `the replicas of ${name} are not spread over the zones`,
      description: `{{ $value }} replicas of ${name} in {{ $labels.namespace }} are in one zone, more than its share: losing it costs more than it should.`,
    }),
    ...(name === 'gateway' ? [] : [crossing]),
  ]
}
