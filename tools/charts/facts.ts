// What charts and the platform have to know of the code: topics, consumers, who calls whom, and what each service may do
// in Kafka. All of it follows from the contracts and the consumers. `npm run charts:facts` writes it, without Helm.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SERVICE_NAMES, TOPICS, calleesOf, sessionTopic, type ServiceName } from '@mymacrotracker/contracts'
import { parse } from 'yaml'
import { ROOT, consumersOf, differences } from '../lib/services.ts'

const USERS = 'k8s/platform/kafka/users.yaml'
/** The order of the file: those who state facts first. */
const FOLLOWERS_LAST = (a: ServiceName, b: ServiceName) => Number(a === 'gateway') - Number(b === 'gateway')

/** Each file that differs from the code, with what it lacks. */
export function factFaults(): string[] {
  const stale = factFiles().filter(({ path, text }) => read(path) !== text)
  return [
    ...stale.map(({ path }) => `${path}: differs from the topics and consumers of the code`),
    ...SERVICE_NAMES.flatMap((service) =>
      differences(
        [`charts/${service}/values.yaml calls`, callsOf(service)],
        [`the contracts let ${service} call`, calleesOf(service)],
      ),
    ),
  ]
}

/** Returns the paths of what it wrote. */
export function writeFacts(): string[] {
  const stale = factFiles().filter(({ path, text }) => read(path) !== text)
  for (const { path, text } of stale) writeFileSync(join(ROOT, path), text)
  return stale.map(({ path }) => path)
}

function factFiles(): { path: string; text: string }[] {
  const charts = SERVICE_NAMES.map((service) => {
    const path = `charts/${service}/templates/_facts.tpl`
    return { path, text: withFacts(read(path), service) }
  })
  return [...charts, { path: USERS, text: kafkaUsers(read(USERS)) }]
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

function callsOf(service: ServiceName): string[] {
  const { calls } = parse(read(`charts/${service}/values.yaml`)) as { calls: Record<string, string> }
  return Object.keys(calls)
}

const ownedBy = (service: ServiceName) => TOPICS.filter(({ owner }) => owner === service)

/** The facts of a chart with its topics and groups as the code has them; the rest is left. */
function withFacts(text: string, service: ServiceName): string {
  const topics = ownedBy(service).map(
    ({ name, isCompacted }) => `  - {name: ${name}${isCompacted ? ', compacted: true' : ''}}`,
  )
  const groups = consumersOf(service).map(({ group, topic }) => `  ${group}: ${topic}`)
  const list = (key: string, empty: string, lines: readonly string[]) =>
    lines.length > 0 ? `${key}:\n${lines.join('\n')}\n` : `${key}: ${empty}\n`
  return text.replace(
    /^topics:[^]*?(?=^\{\{- end \}\})/m,
    list('topics', '[]', topics) + list('groups', '{}', groups),
  )
}

/** The comment at the head of the file is kept. */
function kafkaUsers(text: string): string {
  const head = /^(#.*\n)*/.exec(text)![0]
  return head + SERVICE_NAMES.toSorted(FOLLOWERS_LAST).map(kafkaUser).join('---\n')
}

/** Writes its own topics, reads those it listens to, parks under its own name; everybody follows the revoked sessions. */
function kafkaUser(service: ServiceName): string {
  const consumers = consumersOf(service)
  const heard = [...new Set([...consumers.map(({ topic }) => topic), sessionTopic.name])]
  const acls = [
    ...(ownedBy(service).length > 0
      ? [acl('topic', `mymacrotracker.${service}.`, 'Create, Describe, DescribeConfigs, Write', true)]
      : []),
    ...heard.map((topic) => acl('topic', topic, 'Describe, Read', false)),
    ...(consumers.length > 0
      ? [
          acl('topic', `${service}.`, 'Create, Describe, DescribeConfigs, Read, Write', true),
          acl('group', `${service}.`, 'Describe, Read', true),
        ]
      : []),
    acl('group', 'follower.', 'Describe, Read', true),
  ]
  return `apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata:
  name: ${service}
  labels: { strimzi.io/cluster: kafka }
spec:
  authentication:
    type: scram-sha-512
    password: { valueFrom: { secretKeyRef: { name: ${service}, key: KAFKA_PASSWORD } } }
  authorization:
    type: simple
    acls:
${acls.join('\n')}
`
}

const acl = (type: string, name: string, operations: string, isPrefix: boolean) =>
  `      - { resource: { type: ${type}, name: ${name}${isPrefix ? ', patternType: prefix' : ''} }, operations: [${operations}] }`
