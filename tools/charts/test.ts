// Checks every chart without a cluster. Needs Go, Python with venv, and Maven for Strimzi's schemas. `npm run test:charts`
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { expect, expectNone, runChecks, type Checks } from '../lib/checks.ts'
import { newFolder, removeFolder } from '../lib/folders.ts'
import { manifestFaults } from '../platform/kubeconform.ts'
import { disagreements } from './agreement.ts'
import { CHARTS, chartFolder, valueSets, type Chart } from './charts.ts'
import { checkovFindings, criticalScores } from './findings.ts'
import { chartsBehind } from './follow-versions.ts'
import { helm, render, renderPackage, valueWords } from './render.ts'
import { unevenValues } from './uniform.ts'
import { runSuites } from './unit-tests.ts'
import { staleFiles } from './written.ts'

await runChecks(async (checks) => {
  await checks.none('what charts:write makes is current', staleFiles)
  await checks.none('every chart installs the version that its service has', chartsBehind)
  await checks.none('the values of the seven read alike', unevenValues)
  for (const chart of CHARTS) await testChart(checks, chart)
  const folder = newFolder('charts')
  checks.defer(() => removeFolder(folder))
  await testRenderings(checks, folder)
})

async function testChart(checks: Checks, chart: Chart): Promise<void> {
  console.log(`\n${chart}`)
  const sets = valueSets(chart)
  await checks.that('helm lint, strictly', () => {
    for (const { files } of sets) helm`lint --strict --quiet ${chartFolder(chart)} ${valueWords(files)}`
  })
  await checks.none('packaged, it renders as in its folder', () =>
    sets.filter((set) => renderPackage(chart, set) !== render(chart, set)).map(({ name }) => name),
  )
  await checks.none('invalid values are refused', () =>
    ['replica=3', 'bus.driver=rabbit', 'zones.excluded=a', 'image.digest=latest'].filter(
      (setting) => !isRefused(chart, setting),
    ),
  )
  await checks.that('its tests', () => `${runSuites(chart)} passed`)
  const service = SERVICE_NAMES.find((each) => each === chart)
  if (service)
    await checks.none('calls, topics and consumers are those of the code', () =>
      disagreements(service, render(chart, withEverything(chart))),
    )
}

function isRefused(chart: Chart, setting: string): boolean {
  try {
    helm`template ${chart} ${chartFolder(chart)} --set ${setting}`
    return false
  } catch (error) {
    return (error as Error).message.includes('meet the specifications of the schema')
  }
}

/** The production values with KEDA, also where production scales otherwise. */
function withEverything(chart: Chart): { files: readonly string[] } {
  const { files } = valueSets(chart).find(({ name }) => name === 'production')!
  return { files: chart === 'gateway' ? files.filter((file) => !file.includes('.gateway.')) : files }
}

/** All charts together, as one installation has them: schemas and linters. */
async function testRenderings(checks: Checks, folder: string): Promise<void> {
  const keep = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return { text, path: join(folder, name) }
  }
  await checks.that('a field that Kubernetes does not know is found', () => {
    const misspelled = render('auth', { files: [] }).replace('minReadySeconds', 'minReadySecond')
    expect(manifestFaults([keep('misspelled.yaml', misspelled).path]).length === 1, 'it was not')
  })
  for (const name of ['defaults', 'small', 'production']) {
    console.log(`\nrendered with the values ${name}`)
    const rendered = CHARTS.map((chart) => {
      const set = valueSets(chart).find((each) => each.name === name)!
      return keep(`${name}-${chart}.yaml`, render(chart, set))
    })
    const paths = rendered.map(({ path }) => path)
    await checks.none('every object is as Kubernetes and the operators define it', () =>
      manifestFaults(paths),
    )
    if (name === 'defaults') continue
    const isSmall = name === 'small'
    await checks.none('kube-score finds nothing critical', () =>
      rendered.flatMap(({ text }) => criticalScores(text, { isSmall })),
    )
    await checks.that('checkov finds nothing', () => {
      const { passed, findings } = checkovFindings(paths, { isSmall })
      expectNone(findings)
      return `${passed} of its checks passed`
    })
  }
}
