import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ALL_IN_ONE, chartFolder, type Chart } from './charts.ts'

/** Folders of suites for a chart, seen from it: those for all, for the seven, for those with a schema, and its own. */
function suitesOf(chart: Chart): string[] {
  const shared =
    chart === ALL_IN_ONE
      ? ['every']
      : chart === 'gateway'
        ? ['every', 'seven']
        : ['every', 'seven', 'database']
  const own = existsSync(join(chartFolder(chart), 'tests')) ? ['tests'] : []
  return [...shared.map((name) => `../lib/tests/${name}`), ...own]
}

/** Runs the helm-unittest suites of a chart; answers how many tests passed, throws what failed. */
export function runSuites(unittest: string, chart: Chart): number {
  const files = suitesOf(chart).flatMap((folder) => ['--file', `${folder}/*_test.yaml`])
  const { status, stdout, stderr, error } = spawnSync(
    unittest,
    [chartFolder(chart), '--with-subchart=false', ...files],
    { encoding: 'utf8', maxBuffer: 64 << 20 },
  )
  const passed = Number(/^Tests: .*?(\d+) passed/m.exec(stdout)?.[1] ?? 0)
  if (status !== 0 || passed === 0) throw error ?? new Error(`${stdout}\n${stderr}`.slice(-4000))
  return passed
}
