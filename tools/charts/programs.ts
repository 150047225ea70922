import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../images/services.ts'
import { pythonPackage } from '../platform/programs.ts'
import { runProgram } from '../platform/run-program.ts'
import { oldestKubernetes } from './charts.ts'

/** Programs that look at charts, of the versions in programs/ and below. */
export interface Programs {
  helm: string
  unittest: string
  score: string
}

const SOURCES = join(import.meta.dirname, 'programs')
const CACHE = join(ROOT, '.cache/charts')
const CHECKOV = 'checkov==3.3.30'

/** Built with Go when they are missing, once: a minute or two on two cores. */
export function findPrograms(): Programs {
  const folder = join(CACHE, fingerprint())
  const at = (name: string) => join(folder, name)
  if (!existsSync(at('done'))) {
    console.error('· building helm, helm-unittest and kube-score (once)')
    mkdirSync(folder, { recursive: true })
    build('.', folder)
    build('kube-score', folder)
    writeFileSync(at('done'), '')
  }
  return { helm: at('helm'), unittest: at('helm-unittest'), score: at('kube-score') }
}

/** How checkov is called. */
export function checkov(): readonly [string, ...string[]] {
  return [join(pythonPackage(CHECKOV), 'bin/python3'), '-m', 'checkov.main']
}

/** Helm built from its module knows no version of Kubernetes to render for. */
function build(module: string, folder: string): void {
  const [major, minor] = oldestKubernetes().split('.')
  const variables = Object.entries({ k8sVersionMajor: major, k8sVersionMinor: minor }).map(
    ([name, value]) => `-X helm.sh/helm/v3/pkg/chartutil.${name}=${value}`,
  )
  const env = { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' }
  runProgram(
    'go',
    [
      'build',
      '-trimpath',
      '-buildvcs=false',
      `-ldflags=-s -w ${variables.join(' ')}`,
      '-o',
      `${folder}/`,
      'tool',
    ],
    { cwd: join(SOURCES, module), env },
  )
}

function fingerprint(): string {
  const files = ['go.mod', 'go.sum', 'kube-score/go.mod', 'kube-score/go.sum'].map((name) =>
    readFileSync(join(SOURCES, name)),
  )
  return createHash('sha256')
    .update(Buffer.concat(files))
    .update(oldestKubernetes())
    .digest('hex')
    .slice(0, 16)
}
