import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseSync } from '@swc/core'

/** The relevant parts of a node of the syntax tree. */
type Node = { type: string } & Record<string, unknown>

const HOME = 'packages/bus/src/kafka/'
const FORBIDDEN = new Set(['sendBatch', 'transaction', 'transactionalId'])
const ONE_PARTITION =
  'a send names its one partition: messages: run.map((record) => ({ ...record, partition }))'

/**
 * The one way of using kafkajs that lost nothing when partition leaders were killed: not idempotent, one request in flight,
 * acknowledged by all in-sync replicas, one partition a send, one producer. Returns every violation.
 */
export function checkKafkaUse(root: string): string[] {
  const sources = sourcesOf(root).map((path) => ({
    path: relative(root, path),
    text: readFileSync(path, 'utf8'),
  }))
  const outside = sources
    .filter(({ path, text }) => !path.startsWith(HOME) && /['"]kafkajs(\/[^'"]*)?['"]/.test(text))
    .map(({ path }) => `${path}: only ${HOME} uses kafkajs`)
  let producers = 0
  const faults = sources
    .filter(({ path }) => path.startsWith(HOME))
    .flatMap(({ path, text }) => {
      const tree = parseSync(text, { syntax: 'typescript', target: 'es2024' })
      return [...nodesOf(tree)].flatMap((node) => {
        if (isCallOf(node, 'producer')) producers++
        return faultsOf(node).map((fault) => `${path}: ${fault}`)
      })
    })
  return [
    ...outside,
    ...faults,
    ...(producers > 1 ? [`${HOME}: ${producers} producers are made; there is one, in one place`] : []),
  ]
}

function faultsOf(node: Node): string[] {
  if (node.type === 'Identifier' && FORBIDDEN.has(String(node['value'])))
    return [`${String(node['value'])} is not used`]
  if (isCallOf(node, 'producer')) return settingFaults(node, { idempotent: false, maxInFlightRequests: 1 })
  if (isCallOf(node, 'send'))
    return [...settingFaults(node, { acks: -1 }), ...(sendsOnePartition(node) ? [] : [ONE_PARTITION])]
  if (node.type === 'MemberExpression' && isComputed(node, ['send', 'sendBatch', 'producer']))
    return ['send and producer are called by their names']
  if (node.type === 'ObjectPattern' && keysOf(node).some((key) => key === 'send' || key === 'producer'))
    return ['send and producer stay with what they belong to']
  return []
}

/** Each setting must stand there as a literal, and nothing may be spread over it. */
function settingFaults(call: Node, wanted: Record<string, unknown>): string[] {
  const given = argumentOf(call)
  if (!given) return ['its settings must stand in the call']
  const spread = propertiesOf(given).some(({ type }) => type === 'SpreadElement')
    ? ['nothing is spread over its settings']
    : []
  return [
    ...spread,
    ...Object.entries(wanted)
      .filter(([name, value]) => literalOf(propertyOf(given, name)) !== value)
      .map(([name, value]) => `${name} must be ${String(value)}`),
  ]
}

/** `x.map((each) => ({ ...each, partition }))`, where the partition comes from outside: the same for every message. */
function sendsOnePartition(call: Node): boolean {
  const messages = argumentOf(call) && propertyOf(argumentOf(call)!, 'messages')
  const arrow =
    messages && isCallOf(messages, 'map')
      ? (messages['arguments'] as { expression: Node }[])[0]?.expression
      : undefined
  if (arrow?.type !== 'ArrowFunctionExpression') return false
  const body = unwrapped(arrow['body'] as Node)
  if (body.type !== 'ObjectExpression') return false
  const last = propertiesOf(body).at(-1)
  const partition =
    last?.type === 'Identifier'
      ? last
      : last?.type === 'KeyValueProperty' && nameOf(last['key'] as Node) === 'partition'
        ? (last['value'] as Node)
        : undefined
  const own = [...nodesOf(arrow['params'])].flatMap((node) => nameOf(node) ?? [])
  return (
    partition?.type === 'Identifier' &&
    (last!.type !== 'Identifier' || nameOf(last!) === 'partition') &&
    !own.includes(nameOf(partition)!)
  )
}

function* nodesOf(tree: unknown): Generator<Node> {
  if (typeof tree !== 'object' || tree === null) return
  if ('type' in tree && typeof tree.type === 'string') yield tree as Node
  for (const child of Object.values(tree)) yield* nodesOf(child)
}

function isCallOf(node: Node, method: string): boolean {
  const callee = node['callee'] as Node | undefined
  const target = callee?.type === 'OptionalChainingExpression' ? (callee['base'] as Node) : callee
  return (
    node.type === 'CallExpression' &&
    target?.type === 'MemberExpression' &&
    nameOf(target['property'] as Node) === method
  )
}

function isComputed(node: Node, names: readonly string[]): boolean {
  const property = node['property'] as Node
  return property.type === 'Computed' && names.includes(String(literalOf(property['expression'] as Node)))
}

function argumentOf(call: Node): Node | undefined {
  const given = (call['arguments'] as { expression: Node }[])[0]?.expression
  return given?.type === 'ObjectExpression' ? given : undefined
}

const propertiesOf = (object: Node) => object['properties'] as Node[]
const keysOf = (object: Node) =>
  propertiesOf(object).flatMap((each) => nameOf((each['key'] ?? each) as Node) ?? [])
const propertyOf = (object: Node, name: string) =>
  propertiesOf(object).find(
    (each) => each.type === 'KeyValueProperty' && nameOf(each['key'] as Node) === name,
  )?.['value'] as Node | undefined
const unwrapped = (node: Node): Node =>
  node.type === 'ParenthesisExpression' ? unwrapped(node['expression'] as Node) : node
const nameOf = (node: Node): string | undefined =>
  node.type === 'Identifier' || node.type === 'StringLiteral' ? String(node['value']) : undefined

function literalOf(node: Node | undefined): unknown {
  if (node?.type === 'UnaryExpression' && node['operator'] === '-')
    return -Number(literalOf(node['argument'] as Node))
  return node && 'value' in node && node.type !== 'Identifier' ? node['value'] : undefined
}

function sourcesOf(root: string): string[] {
  return ['packages', 'services']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder)).flatMap((name) => {
        const src = join(root, folder, name, 'src')
        return existsSync(src)
          ? readdirSync(src, { recursive: true, withFileTypes: true })
              .filter((each) => each.isFile() && each.name.endsWith('.ts'))
              .map((each) => join(each.parentPath, each.name))
          : []
      }),
    )
}
