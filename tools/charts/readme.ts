import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ALL_IN_ONE, chartFile, chartFolder, type Chart } from './charts.ts'
import { table, valueRows } from './values-table.ts'

/** A chart's README, out of its Chart.yaml and values.yaml. */
export function readme(chart: Chart): string {
  const { description, kubeVersion } = chartFile(chart)
  const values = table(valueRows(readFileSync(join(chartFolder(chart), 'values.yaml'), 'utf8')))
  return `# Chart ${chart}

${description}. Kubernetes ${kubeVersion.replace('-0', '')}. How the charts work together: [docs/charts.md](../../docs/charts.md).

\`\`\`
helm upgrade --install ${chart} charts/${chart} --set image.tag=<version>
\`\`\`

${chart === ALL_IN_ONE ? 'Nothing but its Secret must exist before.' : `Nothing but its Secret${chart === 'gateway' ? '' : 's'} must exist before: \`${chart}\` (\`secret.name\`) and \`${chart}-tls\` (or \`tls.issuer\`).`} Names are those of the service, whatever the
release is called: one release of it in a namespace.

${values}

Written by \`npm run charts:write\`; change values.yaml.
`
}
