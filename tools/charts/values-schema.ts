import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { ALL_IN_ONE, hasPhones, type Chart } from './charts.ts'

type Schema = Record<string, unknown>

/** Unknown keys are refused: a misspelling is an error, not a default. */
const closed = (properties: Record<string, Schema>): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
})
const text: Schema = { type: 'string' }
const word: Schema = { type: 'string', minLength: 1 }
const yesNo: Schema = { type: 'boolean' }
const oneOf = (...values: readonly string[]): Schema => ({ enum: values })
const count = (minimum: number, maximum: number): Schema => ({ type: 'integer', minimum, maximum })
const listOf = (items: Schema): Schema => ({ type: 'array', items })
const object: Schema = { type: 'object' }
/** What Kubernetes itself defines and checks. */
const objects = listOf(object)
const words = { type: 'object', additionalProperties: text }
const name: Schema = { type: 'string', pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$' }
const nameOrNone: Schema = { type: 'string', pattern: '^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$' }
const server: Schema = { type: 'string', pattern: '^[^\\s,/]+:[0-9]+$' }
/** As packages/runtime/src/settings.ts reads it. */
const address: Schema = {
  type: 'string',
  pattern:
    '^(k8s:///[a-z]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)?:[0-9]+|dns:///[^/\\s,]+:[0-9]+|grpc://[^/\\s,]+:[0-9]+(,grpc://[^/\\s,]+:[0-9]+)*)$',
}

const PORT = count(1, 65_535)

/** Of the values that all charts have. */
const SHARED: Record<string, Schema> = {
  image: closed({
    repository: word,
    tag: { type: 'string', pattern: '^[A-Za-z0-9_.-]*$' },
    digest: { type: 'string', pattern: '^(sha256:[0-9a-f]{64})?$' },
    pullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
  }),
  imagePullSecrets: objects,
  replicas: count(0, 100),
  secret: closed({ name }),
  database: closed({ port: PORT }),
  zones: closed({
    spread: yesNo,
    excluded: listOf(word),
    configMap: nameOrNone,
    leaveAfterSeconds: count(0, 300),
  }),
  resources: closed({ requests: object, limits: object }),
  nodeSelector: words,
  tolerations: objects,
  priorityClassName: nameOrNone,
  podAnnotations: words,
  logLevel: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  extraEnv: {
    type: 'object',
    propertyNames: { pattern: '^[A-Z][A-Z0-9_]*$' },
    additionalProperties: { type: ['string', 'number', 'boolean'] },
  },
  stop: closed({ sleepSeconds: count(0, 120), graceMs: count(0, 600_000) }),
  autoscaling: closed({
    kind: oneOf('none', 'hpa', 'keda'),
    min: count(1, 100),
    max: count(1, 100),
    cpuPercent: count(1, 1000),
    lag: count(1, 10_000_000),
  }),
  bus: closed({
    driver: oneOf('kafka', 'nats', 'postgres'),
    from: oneOf('', 'kafka', 'nats', 'postgres'),
    copies: { enum: [1, 2, 3, 5] },
    kafka: closed({
      brokers: listOf(server),
      tls: yesNo,
      sasl: yesNo,
      topics: closed({
        create: yesNo,
        cluster: name,
        namespace: nameOrNone,
        apiVersion: { type: 'string', pattern: '^kafka\\.strimzi\\.io/v1' },
      }),
    }),
    nats: closed({ servers: listOf(server), tls: yesNo }),
  }),
  tls: closed({
    enabled: yesNo,
    secretName: nameOrNone,
    issuer: closed({ name: nameOrNone, kind: oneOf('Issuer', 'ClusterIssuer') }),
  }),
  trust: closed({ secretName: nameOrNone, key: word }),
  tracing: closed({
    endpoint: { type: 'string', pattern: '^(https?://.+:[0-9]+)?$' },
    share: { type: 'number', minimum: 0, maximum: 1 },
  }),
  monitoring: closed({ enabled: yesNo, labels: words }),
  // Helm puts these there.
  global: object,
  lib: object,
}

/** Peers of network policies. */
const NETWORK: Record<string, Schema> = {
  enabled: yesNo,
  admin: objects,
  dns: objects,
  api: objects,
  database: objects,
  bus: objects,
  tracing: objects,
}

const PHONES: Record<string, Schema> = {
  service: closed({
    type: oneOf('ClusterIP', 'NodePort', 'LoadBalancer'),
    trafficDistribution: oneOf('', 'PreferSameZone', 'PreferSameNode', 'PreferClose'),
  }),
  ingress: closed({ enabled: yesNo, parentRefs: objects, hostnames: listOf(word) }),
}

const MIGRATION: Record<string, Schema> = {
  migration: closed({ hook: oneOf('helm', 'argocd', 'none'), deadlineSeconds: count(1, 86_400) }),
}

const TOGETHER: Record<string, Schema> = {
  database: closed({ url: oneOf('own', 'owner'), port: PORT }),
  extracted: { ...listOf(oneOf(...SERVICE_NAMES.filter((each) => each !== 'gateway'))), uniqueItems: true },
  rpc: closed({ enabled: yesNo }),
  postgres: closed({ enabled: yesNo, image: word, storage: word, storageClass: nameOrNone }),
}

/** `calls`: the services that the chart's process calls. */
export function valuesSchema(chart: Chart, calls: readonly string[]): Schema {
  const callees = chart === ALL_IN_ONE ? SERVICE_NAMES.filter((each) => each !== 'gateway') : calls
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Values of the chart ${chart}`,
    ...closed({
      ...SHARED,
      calls: closed(Object.fromEntries(callees.map((each) => [each, address]))),
      ...(chart === ALL_IN_ONE ? TOGETHER : MIGRATION),
      ...(hasPhones(chart) && PHONES),
      networkPolicy: closed({
        ...NETWORK,
        ...(hasPhones(chart) && { phones: objects }),
        ...(chart === ALL_IN_ONE || chart === 'integrations' ? { outward: objects } : {}),
      }),
    }),
  }
}
