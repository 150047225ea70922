// Generates src/gen from proto/: messages and services by ts-proto; methods.ts, the access rules read from the options;
// services.ts, every service with its features; descriptors.ts, what reflection shows of the contracts.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')
const buf = (...args) =>
  execFileSync(join(root, 'node_modules/.bin/buf'), args, {
    cwd: root,
    maxBuffer: 64 << 20,
    stdio: ['ignore', 'pipe', 'inherit'],
  })

buf('generate')
const { file: files } = JSON.parse(buf('build', '-o', '-#format=json').toString())
const rules = files.flatMap((file) =>
  (file.service ?? []).flatMap((service) =>
    service.method.map((method) => {
      const path = `/${file.package}.${service.name}/${method.name}`
      const rule = method.options?.['[mymacrotracker.access.v1.rule]']
      if (!rule?.access || !rule.callers?.length)
        throw new Error(
          `${path}: every method declares (mymacrotracker.access.v1.rule) with access and callers`,
        )
      const level = method.options.idempotencyLevel
      return [
        path,
        {
          access: rule.access.replace('ACCESS_', ''),
          callers: rule.callers,
          scope: rule.scope ?? '',
          idempotent: level === 'IDEMPOTENT' || level === 'NO_SIDE_EFFECTS',
        },
      ]
    }),
  ),
)
const userMethods = rules.filter(([, { access }]) => access === 'USER').map(([path]) => path)
const out = join(here, 'src/gen/methods.ts')
mkdirSync(dirname(out), { recursive: true })
writeFileSync(
  out,
  `// Generated from the method options in proto/. Do not edit.
import type { MethodRule } from '../method-rule.ts'

export const METHODS: Record<string, MethodRule> = ${JSON.stringify(Object.fromEntries(rules), null, 2)}

/** Paths of the methods that need a user's token. */
export type UserMethod = ${userMethods.map((path) => `\n  | ${JSON.stringify(path)}`).join('')}
`,
)

const IMAGE_FILE_FIELD = 0x0a
writeFileSync(
  join(here, 'src/gen/descriptors.ts'),
  `// Generated from proto/. Do not edit.

/** Each file's FileDescriptorProto, base64, imports among them. */
export const DESCRIPTORS: readonly string[] = ${JSON.stringify(filesOf(buf('build', '-o', '-#format=binpb', '--as-file-descriptor-set', '--exclude-source-info')), null, 2)}
`,
)

/** The entries of a FileDescriptorSet, which has one field: a repeated message. */
function filesOf(bytes) {
  const files = []
  for (let at = 0; at < bytes.length;) {
    if (bytes[at++] !== IMAGE_FILE_FIELD) throw new Error('buf build: this is no descriptor set')
    let length = 0
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = bytes[at++]
      length |= (byte & 0x7f) << shift
      more = byte > 0x7f
    }
    files.push(bytes.subarray(at, at + length).toString('base64'))
    at += length
  }
  return files
}

writeFileSync(join(here, 'src/gen/services.ts'), servicesModule())

/** Each service's features by name, and the services in an order in which each comes after those it calls. */
function servicesModule() {
  const features = files.flatMap(({ name, package: owner, service: [service] = [] }) =>
    service
      ? [{ file: name, owner: owner.split('.')[1], service: service.name, feature: featureOf(service.name) }]
      : [],
  )
  const owners = [...new Set(features.map(({ owner }) => owner))].toSorted(byText)
  const imports = features.map(
    ({ file, owner, service, feature }) =>
      `import { ${service}Service as ${owner}_${feature} } from './${file.replace(/\.proto$/, '.ts')}'`,
  )
  const members = (owner) =>
    features
      .filter((each) => each.owner === owner)
      .map(({ feature }) => `    ${feature}: ${owner}_${feature},`)
  return `// Generated from proto/. Do not edit.
${imports.join('\n')}

export const SERVICES = {
${owners.map((owner) => `  ${owner}: {\n${members(owner).join('\n')}\n  },`).join('\n')}
} as const

export const SERVICE_NAMES = [${byCalls(owners)
    .map((name) => `'${name}'`)
    .join(', ')}] as const
`
}

/** `signIn` out of SignInService. */
function featureOf(service) {
  const name = service.replace(/Service$/, '')
  return name[0].toLowerCase() + name.slice(1)
}

/** Services without a contract of their own, such as the gateway, are known as callers. */
function byCalls(owners) {
  const callersOf = new Map(owners.map((owner) => [owner, new Set()]))
  for (const [path, { callers }] of rules)
    for (const caller of callers) if (caller !== '*') callersOf.get(path.split('.')[1]).add(caller)
  const left = new Set(
    [...owners, ...[...callersOf.values()].flatMap((callers) => [...callers])].toSorted(byText),
  )
  const order = []
  while (left.size > 0) {
    const next = [...left].find((name) => ![...left].some((callee) => callersOf.get(callee)?.has(name)))
    if (!next) throw new Error(`these services call each other in a circle: ${[...left].join(', ')}`)
    left.delete(next)
    order.push(next)
  }
  return order
}

function byText(one, other) {
  return one < other ? -1 : 1
}
