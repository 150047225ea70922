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

/** Charts that install another version than the service now has. */
export const chartsBehind = (): Chart[] =>
  CHARTS.filter((chart) => chartFile(chart).appVersion !== serviceVersion(chart))

/** A service with a new version makes a new version of its chart. Answers the charts that changed. */
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
