import { burnCases } from './burn-cases.ts'
import { growing, still, type RuleCase } from './rule-case.ts'
import type { WatchedService } from './services.ts'

/** Every alert of a service: when it should fire, and when something looks similar but it should not. */
export function serviceCases(service: WatchedService): RuleCase[] {
  const cases = [
    ...burnCases(service).map((each) => ({ everyMinutes: 5, ...each })),
    ...refusalCases(service),
    ...processCases(service),
    ...replicaCases(service),
    ...(service.hasOutbox ? outboxCases(service) : []),
    ...(service.hasConsumers ? consumerCases(service) : []),
    ...(service.name === 'gateway' ? [] : callCases(service)),
  ]
  return cases.map((each) => ({ ...each, title: `${service.name}: ${each.title}` }))
}

function refusalCases({ name }: WatchedService): RuleCase[] {
  const answers = (good: boolean) =>
    name === 'gateway'
      ? `http_request_duration_seconds_count{namespace="n",status="${good ? 200 : 429}"}`
      : `rpc_client_duration_seconds_count{namespace="n",service="${name}",code="${good ? 'OK' : 'RESOURCE_EXHAUSTED'}"}`
  return [
    {
      title: 'a tenth refused',
      series: { [answers(true)]: growing(900), [answers(false)]: growing(100) },
      at: { 5: { ServiceRefuses: 0 }, 20: { ServiceRefuses: 1, AvailabilityBurnsFast: 0 } },
    },
    {
      title: 'a thousandth refused',
      series: { [answers(true)]: growing(999), [answers(false)]: growing(1) },
      at: { 20: { ServiceRefuses: 0 } },
    },
    {
      title: 'refused before, now silent',
      series: { [answers(true)]: still(100), [answers(false)]: still(100) },
      at: { 20: { ServiceRefuses: 0 } },
    },
  ]
}

function outboxCases({ name }: WatchedService): RuleCase[] {
  const age = (pod: string) => `outbox_oldest_seconds{namespace="n",pod="${pod}",service="${name}"}`
  return [
    {
      title: 'facts two minutes old',
      series: { [age('a')]: still(120), [age('b')]: still(120) },
      at: { 4: { OutboxLate: 0 }, 10: { OutboxLate: 1, OutboxStuck: 0 } },
    },
    {
      title: 'facts eleven minutes old',
      series: { [age('a')]: still(660) },
      at: { 10: { OutboxLate: 1, OutboxStuck: 1 } },
    },
    {
      title: 'a backlog of a minute, then none',
      series: { [age('a')]: '0+20x4 0x60' },
      at: { 4: { OutboxLate: 0 }, 20: { OutboxLate: 0 } },
    },
    {
      title: "another's outbox",
      series: { 'outbox_oldest_seconds{namespace="n",pod="a",service="another"}': still(6000) },
      at: { 20: { OutboxLate: 0, OutboxStuck: 0 } },
    },
  ]
}

function consumerCases({ name }: WatchedService): RuleCase[] {
  const consumer = `consumer="${name}.on-something"`
  const lag = (pod: string) => `consumer_lag{namespace="n",pod="${pod}",${consumer},topic="t"}`
  const messages = (outcome: string) =>
    `consumer_messages_total{namespace="n",pod="a",${consumer},outcome="${outcome}"}`
  const parked = `consumer_parked_total{namespace="n",pod="a",${consumer}}`
  return [
    {
      title: '1,500 messages behind, and at work',
      series: { [lag('a')]: still(1500), [messages('handled')]: growing(100) },
      at: { 5: { ConsumerBehind: 0 }, 20: { ConsumerBehind: 1, ConsumerStuck: 0 } },
    },
    {
      title: 'two processes report the same lag of 600',
      series: { [lag('a')]: still(600), [lag('b')]: still(600), [messages('handled')]: growing(100) },
      at: { 20: { ConsumerBehind: 0 } },
    },
    {
      title: 'messages wait and none is handled',
      series: { [lag('a')]: still(5), [messages('handled')]: still(100) },
      at: { 5: { ConsumerStuck: 0 }, 20: { ConsumerStuck: 1, ConsumerBehind: 0 } },
    },
    {
      title: 'messages wait and none was ever handled',
      series: { [lag('a')]: still(5) },
      at: { 20: { ConsumerStuck: 1 } },
    },
    {
      title: 'nobody sends anything',
      series: { [lag('a')]: still(0), [messages('handled')]: still(100) },
      at: { 60: { ConsumerStuck: 0, ConsumerBehind: 0, ConsumerFails: 0, MessageParked: 0 } },
    },
    {
      title: 'at work across restarts',
      series: {
        [lag('a')]: still(5),
        [messages('handled')]: Array.from({ length: 12 }, () => '0+1x3').join(' '),
      },
      at: { 20: { ConsumerStuck: 0 }, 40: { ConsumerStuck: 0 } },
    },
    {
      title: 'a consumer that fails',
      series: { [messages('failed')]: growing(1) },
      at: { 5: { ConsumerFails: 0 }, 20: { ConsumerFails: 1 } },
    },
    {
      title: 'a consumer that failed once',
      series: { [messages('failed')]: '0x5 1x60' },
      at: { 8: { ConsumerFails: 0 }, 30: { ConsumerFails: 0 } },
    },
    {
      title: 'the first message of a process is parked',
      series: { [parked]: '_x70 1x60' },
      at: { 60: { MessageParked: 0 }, 75: { MessageParked: 1 }, 110: { MessageParked: 0 } },
    },
    {
      title: 'one more message is parked',
      series: { [parked]: '3x70 4x60' },
      at: { 65: { MessageParked: 0 }, 80: { MessageParked: 1 }, 125: { MessageParked: 0 } },
    },
    {
      title: 'a scrape missed long after the last parked message',
      series: { [parked]: '3x70 _x6 3x60' },
      at: { 80: { MessageParked: 0 }, 104: { MessageParked: 0 } },
    },
  ]
}

function processCases({ name }: WatchedService): RuleCase[] {
  const from = 'namespace="n",pod="a",instance="i"'
  const marker =
    name === 'gateway'
      ? `http_request_duration_seconds_count{${from},method="GET",route="/v1/today",status="200"}`
      : `rpc_server_in_flight{${from},service="${name}"}`
  const lag = `event_loop_lag_ms{${from}}`
  const waiting = `db_pool_connections{${from},service="${name}",state="waiting"}`
  return [
    {
      title: 'an event loop 60 ms late',
      series: { [marker]: still(1), [lag]: still(60) },
      at: { 5: { EventLoopLags: 0 }, 15: { EventLoopLags: 1 } },
    },
    {
      title: 'an event loop late now and then',
      series: { [marker]: still(1), [lag]: Array.from({ length: 12 }, () => '60x4 12x1').join(' ') },
      at: { 30: { EventLoopLags: 0 } },
    },
    {
      title: 'the event loop of another service',
      series: {
        'rpc_server_in_flight{namespace="n",pod="a",instance="i",service="another"}': still(1),
        [lag]: still(60),
      },
      at: { 15: { EventLoopLags: 0 } },
    },
    ...(name === 'gateway'
      ? []
      : [
          {
            title: 'thirty callers without a connection',
            series: { [waiting]: still(30) },
            at: { 1: { PoolExhausted: 0 }, 5: { PoolExhausted: 1 } },
          },
          {
            title: 'ten callers without a connection',
            series: { [waiting]: still(10) },
            at: { 5: { PoolExhausted: 0 } },
          },
        ]),
  ]
}

const ZONES = ['a', 'b', 'c']
const nodes = (unready = '', values = still(1)): Record<string, string> =>
  Object.fromEntries(
    ZONES.flatMap((zone) => [
      [`kube_node_labels{node="node-${zone}",label_topology_kubernetes_io_zone="${zone}"}`, values],
      [
        `kube_node_status_condition{node="node-${zone}",condition="Ready",status="true"}`,
        zone === unready ? still(0) : values,
      ],
    ]),
  )

/** Pods that are ready, by the zones they are in: "aab" is two in a and one in b. */
const pods = (name: string, zones: string): Record<string, string> =>
  Object.fromEntries(
    [...zones].flatMap((zone, at) => [
      [`kube_pod_status_ready{namespace="n",pod="${name}-5d9c-${at}",condition="true"}`, still(1)],
      [
        `kube_pod_info{namespace="n",pod="${name}-5d9c-${at}",node="node-${zone}",created_by_kind="ReplicaSet",created_by_name="${name}-5d9c"}`,
        still(1),
      ],
    ]),
  )

function replicaCases({ name }: WatchedService): RuleCase[] {
  const deployment = (what: string) => `kube_deployment_${what}{namespace="n",deployment="${name}"}`
  const replicas = (available: string, wanted: number) => ({
    [deployment('status_replicas_available')]: available,
    [deployment('spec_replicas')]: still(wanted),
  })
  const restarts = `kube_pod_container_status_restarts_total{namespace="n",pod="${name}-5d9c-0",container="${name}"}`
  const skewed = (count: number) => ({ 20: { ReplicasSkewed: count } })
  return [
    {
      title: 'no replica is ready',
      series: replicas(still(0), 3),
      at: { 5: { NoReplicas: 1, TooFewReplicas: 0 }, 20: { NoReplicas: 1, TooFewReplicas: 1 } },
    },
    {
      title: 'a replica is missing',
      series: replicas(still(2), 3),
      at: { 5: { TooFewReplicas: 0 }, 20: { NoReplicas: 0, TooFewReplicas: 1 } },
    },
    {
      title: 'scaled to nothing on purpose',
      series: replicas(still(0), 0),
      at: { 20: { NoReplicas: 0, TooFewReplicas: 0 } },
    },
    {
      title: 'a rollout',
      series: replicas('3x5 2x5 3x60', 3),
      at: { 8: { NoReplicas: 0, TooFewReplicas: 0 }, 30: { TooFewReplicas: 0 } },
    },
    {
      title: 'four restarts within an hour',
      series: { [restarts]: '0x20 1x5 2x5 3x5 4x60' },
      at: { 20: { Restarts: 0 }, 60: { Restarts: 1 } },
    },
    { title: 'one restart', series: { [restarts]: '0x20 1x60' }, at: { 60: { Restarts: 0 } } },
    { title: 'a replica in each zone', series: { ...nodes(), ...pods(name, 'abc') }, at: skewed(0) },
    {
      title: 'two of three replicas in one zone',
      series: { ...nodes(), ...pods(name, 'aab') },
      at: skewed(1),
    },
    {
      title: 'two of three replicas in one zone while another is down',
      series: { ...nodes('c'), ...pods(name, 'aab') },
      at: skewed(0),
    },
    {
      title: 'five replicas as even as can be',
      series: { ...nodes(), ...pods(name, 'aabbc') },
      at: skewed(0),
    },
  ]
}

function callCases({ name }: WatchedService): RuleCase[] {
  const calls = (zone: string) =>
    `rpc_client_zone_total{namespace="n",pod="p",service="${name}",zone="${zone}"}`
  const leaving = (count: number) => ({ 10: { CallsLeaveTheirZone: 0 }, 50: { CallsLeaveTheirZone: count } })
  return [
    {
      title: 'half of the calls leave their zone',
      series: {
        ...nodes(),
        ...pods(name, 'abc'),
        [calls('same')]: growing(50),
        [calls('other')]: growing(50),
      },
      at: leaving(1),
    },
    {
      title: 'all calls leave their zone',
      series: { ...nodes(), ...pods(name, 'abc'), [calls('other')]: growing(50) },
      at: leaving(1),
    },
    {
      title: 'one call of a hundred leaves its zone',
      series: {
        ...nodes(),
        ...pods(name, 'abc'),
        [calls('same')]: growing(99),
        [calls('other')]: growing(1),
      },
      at: leaving(0),
    },
    {
      title: 'calls must leave where there is no replica',
      series: {
        ...nodes(),
        ...pods(name, 'ab'),
        [calls('same')]: growing(60),
        [calls('other')]: growing(30),
      },
      at: leaving(0),
    },
    {
      title: 'no calls any more',
      series: { ...nodes(), ...pods(name, 'abc'), [calls('same')]: still(10), [calls('other')]: still(90) },
      at: leaving(0),
    },
    { title: 'where zones are not known', series: { [calls('unknown')]: growing(50) }, at: leaving(0) },
  ]
}
