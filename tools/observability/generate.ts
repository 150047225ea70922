// node tools/observability/generate.ts: writes the rules and dashboards of every service.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from '../lib/services.ts'
import { observabilityFiles } from './files.ts'

for (const [path, text] of observabilityFiles()) {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true })
  writeFileSync(join(ROOT, path), text)
  console.log(path)
}
