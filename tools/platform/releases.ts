import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SEVEN } from '../images/services.ts'
import type { Built } from './overlays.ts'
import { ROOT, goProgram } from './programs.ts'
import { runProgram } from './run-program.ts'
import { kubernetesVersion } from './schemas.ts'

/** A chart with the values of one environment, the later file going before. */
export interface Release {
  name: string
  chart: string
  values: readonly string[]
}

const env = (...parts: string[]) => join('k8s/envs', ...parts)

export const RELEASES: readonly Release[] = [
  ...['production', 'staging'].flatMap((name) =>
    SEVEN.map((service) => ({
      name: `${name}/${service}`,
      chart: service,
      values: [
        env(name, 'values/common.yaml'),
        env(name, 'values', `${service}.yaml`),
        env(name, 'releases', `${service}.yaml`),
      ],
    })),
  ),
  {
    name: 'k3s/mymacrotracker',
    chart: 'mymacrotracker',
    values: [env('k3s/values/common.yaml'), env('k3s/values/mymacrotracker.yaml')],
  },
  {
    name: 'k3s/mymacrotracker-extracted',
    chart: 'mymacrotracker',
    values: [
      env('k3s/values/common.yaml'),
      env('k3s/values/mymacrotracker.yaml'),
      env('k3s/values/extracted.yaml'),
    ],
  },
  {
    name: 'k3s/recommender',
    chart: 'recommender',
    values: [env('k3s/values/common.yaml'), env('k3s/values/recommender.yaml')],
  },
  ...SEVEN.map((service) => ({
    name: `dev/${service}`,
    chart: service,
    values: [env('dev/values/services.yaml')],
  })),
  ...SEVEN.map((service) => ({
    name: `dev/${service}-kafka`,
    chart: service,
    values: [env('dev/values/services.yaml'), env('dev/values/kafka.yaml')],
  })),
  { name: 'dev/all', chart: 'mymacrotracker', values: [env('dev/values/all.yaml')] },
]

/** What Helm makes of a release. A value that the chart does not know is a fault. */
export function renderRelease({ name, chart, values }: Release, into: string): Built {
  for (const file of values) if (!existsSync(join(ROOT, file))) throw new Error(`${file} is missing`)
  const file = join(into, `${name.replace('/', '-')}.yaml`)
  writeFileSync(
    file,
    runProgram(
      goProgram('helm'),
      [
        'template',
        chart,
        `charts/${chart}`,
        '--namespace',
        'mymacrotracker',
        '--kube-version',
        kubernetesVersion(),
        ...values.flatMap((each) => ['--values', each]),
      ],
      { cwd: ROOT },
    ),
  )
  return { name, file }
}
