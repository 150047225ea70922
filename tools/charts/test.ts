// Looks at every chart without a cluster. Needs Go, Python with venv, and Maven for Strimzi's schemas. `npm run test:charts`
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChecks } from '../images/checks.ts'
import { findPrograms } from './programs.ts'
import { testCharts } from './test-charts.ts'

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => interrupted.abort(new Error(`${signal}: not finished`)))
const checks = createChecks(interrupted.signal)
const startedAt = performance.now()
const folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-charts-'))
try {
  await testCharts({
    checks,
    programs: findPrograms(),
    keep: (name, text) => {
      const path = join(folder, name)
      writeFileSync(path, text)
      return path
    },
  })
} catch (error) {
  checks.fail('this run', error)
} finally {
  rmSync(folder, { recursive: true })
}
const { passed, failed } = checks.total()
console.log(
  `\ntook ${Math.round((performance.now() - startedAt) / 1000)} s\n\n${passed} passed, ${failed} failed`,
)
process.exit(failed === 0 ? 0 : 1)
