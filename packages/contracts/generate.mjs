// Generates src/gen from proto/: messages and services by ts-proto, and methods.ts, the access rules read from the options.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')
const buf = (...args) => execFileSync(join(root, 'node_modules/.bin/buf'), args, { cwd: root, maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'inherit'] })

buf('generate')
const { file: files } = JSON.parse(buf('build', '-o', '-#format=json').toString())
const rules = files.flatMap((file) => (file.service ?? []).flatMap((service) => service.method.map((method) => {
  const path = `/${file.package}.${service.name}/${method.name}`
  const rule = method.options?.['[mymacrotracker.access.v1.rule]']
  if (!rule?.access || !rule.callers?.length) throw new Error(`${path}: every method declares (mymacrotracker.access.v1.rule) with access and callers`)
  const level = method.options.idempotencyLevel
  return [path, {
    access: rule.access.replace('ACCESS_', ''), callers: rule.callers, scope: rule.scope ?? '',
    idempotent: level === 'IDEMPOTENT' || level === 'NO_SIDE_EFFECTS',
  }]
})))
const out = join(here, 'src/gen/methods.ts')
mkdirSync(dirname(out), { recursive: true })
writeFileSync(out, `// Generated from the method options in proto/. Do not edit.
import type { MethodRule } from '../method-rule.ts'

export const METHODS: Record<string, MethodRule> = ${JSON.stringify(Object.fromEntries(rules), null, 2)}
`)
