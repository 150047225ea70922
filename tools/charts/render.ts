import { execaSync } from 'execa'
import { inNewFolder } from '../lib/folders.ts'
import { goProgram } from '../lib/programs.ts'
import { words } from '../lib/words.ts'
import { chartFolder, type Chart, type ValueSet } from './charts.ts'

export const valueWords = (files: readonly string[]) => files.flatMap((file) => ['--values', file])

/** Runs helm and returns what it printed. */
export const helm = (strings: TemplateStringsArray, ...values: (string | readonly string[])[]): string =>
  execaSync(goProgram('helm'), words(strings, ...values), { stripFinalNewline: false }).stdout

/** What `helm template` makes of a chart: of its folder, or of a package. */
export function render(
  chart: Chart,
  { files }: Pick<ValueSet, 'files'>,
  from: string = chartFolder(chart),
): string {
  return helm`template ${chart} ${from} --namespace mymacrotracker ${valueWords(files)}`
}

/** Renders the chart as `helm package` packs it: nothing in it may come from outside its folder. */
export function renderPackage(chart: Chart, set: ValueSet): string {
  return inNewFolder('chart', (folder) => {
    const output = helm`package ${chartFolder(chart)} --destination ${folder}`
    return render(chart, set, /saved it to: (.+)/.exec(output)![1]!)
  })
}
