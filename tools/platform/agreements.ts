import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as topics from '@mymacrotracker/contracts'
import { parse, parseAllDocuments } from 'yaml'
import { SEVEN } from '../images/services.ts'
import { ROOT } from './programs.ts'

/** Things that are said in two places must be said alike. Each answers its faults. */
export const AGREEMENTS: Record<string, () => string[]> = {
  'Argo CD and Flux install the same operators': operatorFaults,
  'Argo CD and Flux release all seven': releaseFaults,
  'what a service reads on the bus is what its Kafka user may read': kafkaUserFaults,
}

interface Operator {
  name: string
  namespace: string
  chart: string
  version: string
}
interface Generator<T> {
  spec: { generators: { list: { elements: T[] } }[] }
}
interface HelmRelease {
  kind: string
  metadata: { name: string }
  spec: { targetNamespace: string; chart: { spec: { chart: string; version: string } } }
}
interface Acl {
  resource: { type: string; name: string; patternType?: string }
  operations: string[]
}
interface KafkaUser {
  metadata: { name: string }
  spec: { authorization: { acls: Acl[] } }
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const documents = <T>(path: string) => parseAllDocuments(read(path)).map((each) => each.toJS() as T)
const elementsOf = <T>(path: string) => (parse(read(path)) as Generator<T>).spec.generators[0]!.list.elements

function operatorFaults(): string[] {
  const line = ({ name, namespace, chart, version }: Operator) =>
    `${name}: ${chart} ${version} in ${namespace}`
  const argo = elementsOf<Operator>('k8s/platform/operators/argocd/operators.yaml').map(line)
  const flux = documents<HelmRelease>('k8s/platform/operators/flux/releases.yaml').map(
    ({
      metadata: { name },
      spec: {
        targetNamespace,
        chart: { spec },
      },
    }) => line({ name, namespace: targetNamespace, chart: spec.chart, version: spec.version }),
  )
  return difference(argo, flux, 'Argo CD', 'Flux')
}

function releaseFaults(): string[] {
  const flux = documents<HelmRelease>('k8s/envs/flux/services.yaml').map(({ metadata }) => metadata.name)
  const argo = ['production', 'staging'].map((env) =>
    elementsOf<{ service: string }>(`k8s/envs/${env}/argocd/services.yaml`).map(({ service }) => service),
  )
  return [flux, ...argo].flatMap((names) => difference(names, SEVEN, 'a list of releases', 'the seven'))
}

/** By the consumers' own source: its name and its topic. */
function kafkaUserFaults(): string[] {
  const users = new Map(
    documents<KafkaUser>('k8s/platform/kafka/users.yaml').map(({ metadata, spec }) => [
      metadata.name,
      spec.authorization.acls,
    ]),
  )
  const mayRead = (service: string, topic: string) =>
    (users.get(service) ?? []).some(
      ({ resource, operations }) =>
        resource.type === 'topic' &&
        resource.name === topic &&
        operations.includes('Read') &&
        operations.includes('Describe'),
    )
  return SEVEN.flatMap((service) => {
    const needed = [topics.sessionTopic.name, ...consumedBy(service)]
    const missing = needed
      .filter((topic) => !mayRead(service, topic))
      .map((topic) => `${service} may not read ${topic}`)
    const granted = (users.get(service) ?? [])
      .filter(({ resource }) => resource.type === 'topic' && resource.patternType !== 'prefix')
      .map(({ resource }) => resource.name)
    return [
      ...missing,
      ...granted
        .filter((topic) => !needed.includes(topic))
        .map((topic) => `${service} may read ${topic}, which it does not`),
    ]
  })
}

function consumedBy(service: string): string[] {
  const folder = join(ROOT, `services/${service}/src/consumers`)
  if (!existsSync(folder)) return []
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  return sources.flatMap((text) =>
    [...text.matchAll(/\btopic: (\w+Topic)\b/g)].map(
      ([, name]) => (topics as unknown as Record<string, { name: string }>)[name!]!.name,
    ),
  )
}

function difference(
  left: readonly string[],
  right: readonly string[],
  leftName: string,
  rightName: string,
): string[] {
  return [
    ...left.filter((each) => !right.includes(each)).map((each) => `${leftName} alone: ${each}`),
    ...right.filter((each) => !left.includes(each)).map((each) => `${rightName} alone: ${each}`),
  ]
}
