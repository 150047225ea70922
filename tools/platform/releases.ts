import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { helm, valueWords } from '../charts/render.ts'
import { ROOT } from '../lib/services.ts'
import type { Built } from './overlays.ts'
import { kubernetesVersion } from './schemas.ts'

/** A chart with the values of one environment; later files take precedence. */
export interface Release {
  name: string
  chart: string
  values: readonly string[]
}

const withValues = (environment: string, name: string, chart: string, files: readonly string[]): Release => ({
  name: `${environment}/${name}`,
  chart,
  values: files.map((file) => `k8s/envs/${environment}/${file}.yaml`),
})

export const RELEASES: readonly Release[] = [
  ...['production', 'staging'].flatMap((env) =>
    SERVICE_NAMES.map((service) =>
      withValues(env, service, service, ['values/common', `values/${service}`, `releases/${service}`]),
    ),
  ),
  withValues('k3s', 'mymacrotracker', 'mymacrotracker', ['values/common', 'values/mymacrotracker']),
  withValues('k3s', 'mymacrotracker-extracted', 'mymacrotracker', [
    'values/common',
    'values/mymacrotracker',
    'values/extracted',
  ]),
  withValues('k3s', 'recommender', 'recommender', ['values/common', 'values/recommender']),
  ...SERVICE_NAMES.flatMap((service) => [
    withValues('dev', service, service, ['values/services']),
    withValues('dev', `${service}-kafka`, service, ['values/services', 'values/kafka']),
  ]),
  withValues('dev', 'all', 'mymacrotracker', ['values/all']),
]

/** What Helm makes of a release. A value that the chart does not know is a fault. */
export function renderRelease({ name, chart, values }: Release, into: string): Built {
  for (const file of values) if (!existsSync(join(ROOT, file))) throw new Error(`${file} is missing`)
  const file = join(into, `${name.replace('/', '-')}.yaml`)
  const paths = values.map((each) => join(ROOT, each))
  writeFileSync(
    file,
    helm`template ${chart} ${join(ROOT, 'charts', chart)} --namespace mymacrotracker --kube-version ${kubernetesVersion()} ${valueWords(paths)}`,
  )
  return { name, file }
}
