import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../platform/run-program.ts'
import { chartFolder, type Chart, type ValueSet } from './charts.ts'

export const NAMESPACE = 'mymacrotracker'

/** What `helm template` makes of a chart; of a folder's or of a package's. */
export function render(
  helm: string,
  chart: Chart,
  { files }: Pick<ValueSet, 'files'>,
  from: string = chartFolder(chart),
): string {
  return runProgram(helm, [
    'template',
    chart,
    from,
    '--namespace',
    NAMESPACE,
    ...files.flatMap((file) => ['--values', file]),
  ])
}

/** The chart as `helm package` makes it, rendered: nothing of it may come from outside its folder. */
export function renderPackage(helm: string, chart: Chart, set: ValueSet): string {
  const folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-chart-'))
  try {
    const said = runProgram(helm, ['package', chartFolder(chart), '--destination', folder])
    return render(helm, chart, set, /saved it to: (.+)/.exec(said)![1]!)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
