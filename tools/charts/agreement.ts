import { calleesOf, type ServiceName } from '@mymacrotracker/contracts'
import { parseAllDocuments } from 'yaml'
import { TOPICS, consumersOf, differences } from '../lib/services.ts'
import { callsOf } from './written.ts'

interface Manifest {
  kind: string
  metadata: { name: string }
  spec: {
    config?: Record<string, unknown>
    triggers?: { metadata: { consumerGroup?: string; topic?: string } }[]
  }
}

/** Where a chart and the code of its service differ; `rendered` with all topics created and KEDA on. */
export function disagreements(service: ServiceName, rendered: string): string[] {
  const manifests = parseAllDocuments(rendered)
    .map((each) => each.toJS() as Manifest | null)
    .filter((each) => each !== null)
  const topics = manifests
    .filter(({ kind }) => kind === 'KafkaTopic')
    .map(({ metadata, spec }) => `${metadata.name} ${String(spec.config?.['cleanup.policy'])}`)
  const readers = manifests
    .filter(({ kind }) => kind === 'ScaledObject')
    .flatMap(({ spec }) => spec.triggers ?? [])
    .flatMap(({ metadata: { consumerGroup, topic } }) =>
      consumerGroup ? [`${consumerGroup} of ${topic}`] : [],
    )
  const consumers = consumersOf(service)
  const owned = Object.values(TOPICS)
    .filter(({ owner }) => owner === service)
    .map(({ name, isCompacted }) => `${name} ${isCompacted ? 'compact' : 'delete'}`)
  const parked = consumers.map(({ group }) => `${group}.parked compact`)
  const compare = (what: string, chart: readonly string[], code: readonly string[]) =>
    differences([`the chart has ${what}`, chart], [`the code has ${what}`, code])
  return [
    ...compare('calls to', callsOf(service), calleesOf(service)),
    ...compare('the topic', topics, [...owned, ...parked]),
    ...compare(
      'the consumer',
      readers,
      consumers.map(({ group, topic }) => `${group} of ${topic}`),
    ),
  ]
}
