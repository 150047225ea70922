import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { goProgram } from '../lib/programs.ts'
import { ALL_IN_ONE, chartFolder, type Chart } from './charts.ts'

/** Folders of a chart's suites, relative to it: those for every chart, for the seven, for those with a schema, and its own. */
function suitesOf(chart: Chart): string[] {
  const shared = [
    'every',
    ...(chart === ALL_IN_ONE ? [] : ['seven']),
    ...(chart === ALL_IN_ONE || chart === 'gateway' ? [] : ['database']),
  ]
  const own = existsSync(join(chartFolder(chart), 'tests')) ? ['tests'] : []
  return [...shared.map((name) => `../lib/tests/${name}`), ...own]
}

/** Runs the helm-unittest suites of a chart; returns how many tests passed, throws what failed. */
export function runSuites(chart: Chart): number {
  const files = suitesOf(chart).flatMap((folder) => ['--file', `${folder}/*_test.yaml`])
  const { failed, stdout, stderr } = execaSync({
    reject: false,
  })`${goProgram('helm-unittest')} ${chartFolder(chart)} --with-subchart=false ${files}`
  const passed = Number(/^Tests: .*?(\d+) passed/m.exec(stdout)?.[1] ?? 0)
  if (failed || passed === 0) throw new Error(`${stdout}\n${stderr}`.slice(-4000))
  return passed
}
