import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../lib/services.ts'
import { ALL_IN_ONE, CHARTS, chartFile, chartFolder, type Chart } from './charts.ts'

/** The version of the service that a chart installs. */
function serviceVersion(chart: Chart): string {
  const service = chart === ALL_IN_ONE ? 'all' : chart
  return (
    JSON.parse(readFileSync(join(ROOT, 'services', service, 'package.json'), 'utf8')) as { version: string }
  ).version
}

/** Charts that do not install the current version of their service. */
export const chartsBehind = (): Chart[] =>
  CHARTS.filter((chart) => chartFile(chart).appVersion !== serviceVersion(chart))

/** A new version of a service makes a new version of its chart. Returns the charts that changed. */
export function followVersions(): Chart[] {
  const behind = chartsBehind()
  for (const chart of behind) {
    const path = join(chartFolder(chart), 'Chart.yaml')
    const text = readFileSync(path, 'utf8')
    const [major, minor, patch] = chartFile(chart).version.split('.').map(Number) as [number, number, number]
    writeFileSync(
      path,
      text
        .replace(/^version: .*$/m, `version: ${major}.${minor}.${patch + 1}`)
        .replace(/^appVersion: .*$/m, `appVersion: ${serviceVersion(chart)}`),
    )
  }
  return behind
}
