// node tools/observability/generate.ts: writes the rules and dashboards of every service and of the platform.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { observabilityFiles } from './files.ts'

const root = join(import.meta.dirname, '../..')
for (const [path, text] of observabilityFiles()) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
  console.log(path)
}
