import { expect, type Checks } from '../images/checks.ts'
import { SEVEN } from '../images/services.ts'
import { manifestFaults } from '../platform/kubeconform.ts'
import { runProgram } from '../platform/run-program.ts'
import { disagreements } from './agreement.ts'
import { CHARTS, chartFolder, valueSets, type Chart, type ValueSet } from './charts.ts'
import { chartsBehind } from './follow-versions.ts'
import { checkovFindings, criticalScores } from './findings.ts'
import type { Programs } from './programs.ts'
import { render, renderPackage } from './render.ts'
import { unevenValues } from './uniform.ts'
import { runSuites } from './unit-tests.ts'
import { staleFiles } from './written.ts'

interface Bench {
  checks: Checks
  programs: Programs
  /** Writes a file that is gone after the test; answers its path. */
  keep(name: string, text: string): string
}

const none = (faults: readonly string[]) =>
  expect(faults.length === 0, `\n    ${faults.slice(0, 20).join('\n    ')}`)

export async function testCharts(bench: Bench): Promise<void> {
  const { checks, programs } = bench
  await checks.that('what is written by charts:write is current', () => none(staleFiles(programs.helm)))
  await checks.that('every chart installs the version that its service has', () => none(chartsBehind()))
  await checks.that('the values of the seven read alike', () => none(unevenValues()))
  for (const chart of CHARTS) await testChart(bench, chart)
  await testRenderings(bench)
}

async function testChart({ checks, programs }: Bench, chart: Chart): Promise<void> {
  console.log(`\n${chart}`)
  const sets = valueSets(chart)
  await checks.that('helm lint, strictly', () => {
    for (const set of sets) lint(programs.helm, chart, set)
  })
  await checks.that('packaged, it is what it is in its folder', () => {
    for (const set of sets)
      expect(
        renderPackage(programs.helm, chart, set) === render(programs.helm, chart, set),
        `rendered otherwise with the values ${set.name}`,
      )
  })
  await checks.that('a value that is no value is refused', () => {
    for (const wrong of ['replica=3', 'bus.driver=rabbit', 'zones.excluded=a', 'image.digest=latest'])
      expect(isRefused(programs.helm, chart, wrong), `${wrong} was taken`)
  })
  await checks.that('its tests', () => `${runSuites(programs.unittest, chart)} passed`)
  const service = SEVEN.find((each) => each === chart)
  if (service)
    await checks.that('calls, topics and consumers are those of the code', () =>
      none(disagreements(service, render(programs.helm, chart, withEverything(chart, service)))),
    )
}

function lint(helm: string, chart: Chart, { files }: ValueSet): void {
  runProgram(helm, [
    'lint',
    '--strict',
    '--quiet',
    chartFolder(chart),
    ...files.flatMap((file) => ['--values', file]),
  ])
}

function isRefused(helm: string, chart: Chart, setting: string): boolean {
  try {
    runProgram(helm, ['template', chart, chartFolder(chart), '--set', setting])
    return false
  } catch (error) {
    return (error as Error).message.includes('meet the specifications of the schema')
  }
}

/** The production values with KEDA, also where production scales otherwise. */
function withEverything(chart: Chart, service: string): Pick<ValueSet, 'files'> {
  const { files } = valueSets(chart).find(({ name }) => name === 'production')!
  return { files: service === 'gateway' ? files.filter((file) => !file.includes('.gateway.')) : files }
}

/** All charts together, as one installation would have them: schemas and linters. */
async function testRenderings({ checks, programs, keep }: Bench): Promise<void> {
  await checks.that('a field that Kubernetes does not know is found', () => {
    const misspelled = render(programs.helm, 'auth', { files: [] }).replace(
      'minReadySeconds',
      'minReadySecond',
    )
    expect(manifestFaults([keep('misspelled.yaml', misspelled)]).length === 1, 'it was not')
  })
  for (const name of ['defaults', 'small', 'production']) {
    console.log(`\nrendered with the values ${name}`)
    const files = CHARTS.map((chart) => ({
      chart,
      text: render(
        programs.helm,
        chart,
        valueSets(chart).find((set) => set.name === name)!,
      ),
    })).map(({ chart, text }) => ({ text, path: keep(`${name}-${chart}.yaml`, text) }))
    await checks.that('every object is as Kubernetes and the operators define it', () =>
      none(manifestFaults(files.map(({ path }) => path))),
    )
    if (name === 'defaults') continue
    await checks.that('kube-score finds nothing critical', () =>
      none(files.flatMap(({ text }) => criticalScores(programs.score, text, { isSmall: name === 'small' }))),
    )
    await checks.that('checkov finds nothing', () => {
      const { passed, findings } = checkovFindings(
        files.map(({ path }) => path),
        { isSmall: name === 'small' },
      )
      none(findings)
      return `${passed} of its checks passed`
    })
  }
}
