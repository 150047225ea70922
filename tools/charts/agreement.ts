import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as contracts from '@mymacrotracker/contracts'
import type { Topic } from '@mymacrotracker/contracts'
import { parseAllDocuments } from 'yaml'
import { ROOT, SEVEN, type Service } from '../images/services.ts'
import { callsOf } from './written.ts'

/** By the name of their variable, such as diaryTopic. */
const TOPICS = Object.fromEntries(
  Object.entries(contracts).filter(([name]) => name.endsWith('Topic')),
) as Record<string, Topic<unknown>>

interface Manifest {
  kind: string
  metadata: { name: string }
  spec: {
    config?: Record<string, unknown>
    triggers?: { metadata: { consumerGroup?: string; topic?: string } }[]
  }
}

/** Where a chart says something else of its service than the code does; `rendered` with all topics made and KEDA on. */
export function disagreements(service: Service, rendered: string): string[] {
  const manifests = parseAllDocuments(rendered)
    .map((each) => each.toJS() as Manifest | null)
    .filter((each) => each !== null)
  const topics = manifests.filter(({ kind }) => kind === 'KafkaTopic')
  const triggers = manifests
    .filter(({ kind }) => kind === 'ScaledObject')
    .flatMap(({ spec }) => spec.triggers ?? [])
  const consumers = consumersOf(service)
  return [
    ...differences('calls', callsOf(service), calleesOf(service)),
    ...differences(
      'topics',
      topics.map(({ metadata, spec }) => `${metadata.name} ${String(spec.config?.['cleanup.policy'])}`),
      [
        ...Object.values(TOPICS)
          .filter(({ owner }) => owner === service)
          .map(({ name, isCompacted }) => `${name} ${isCompacted ? 'compact' : 'delete'}`),
        ...consumers.map(({ group }) => `${group}.parked compact`),
      ],
    ),
    ...differences(
      'consumers',
      triggers.flatMap(({ metadata }) =>
        metadata.consumerGroup ? [`${metadata.consumerGroup} of ${metadata.topic}`] : [],
      ),
      consumers.map(({ group, topic }) => `${group} of ${topic}`),
    ),
  ]
}

/** By the contracts: who lets this service call. */
function calleesOf(service: Service): string[] {
  const owners = Object.entries(contracts.METHODS)
    .filter(([, { callers }]) => callers.includes(service) || callers.includes('*'))
    .map(([path]) => path.split('.')[1]!)
  return SEVEN.filter((each) => each !== service && owners.includes(each))
}

/** By the code: `name: 'events.on-food-changed', topic: foodTopic`. */
function consumersOf(service: Service): { group: string; topic: string }[] {
  const folder = join(ROOT, 'services', service, 'src')
  if (!readdirSync(folder).includes('consumers')) return []
  return readdirSync(join(folder, 'consumers')).flatMap((file) =>
    [
      ...readFileSync(join(folder, 'consumers', file), 'utf8').matchAll(/name: '([a-z.-]+)', topic: (\w+)/g),
    ].map(([, group, topic]) => ({ group: group!, topic: TOPICS[topic!]?.name ?? topic! })),
  )
}

function differences(what: string, inChart: readonly string[], inCode: readonly string[]): string[] {
  return [
    ...inChart.filter((each) => !inCode.includes(each)).map((each) => `${what}: only the chart has ${each}`),
    ...inCode.filter((each) => !inChart.includes(each)).map((each) => `${what}: only the code has ${each}`),
  ]
}
