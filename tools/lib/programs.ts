import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { parse } from 'yaml'
import { ROOT } from './services.ts'

const CACHE = join(ROOT, '.cache/programs')

/** The Go module that lists a program among its tools, and so fixes its version. */
const HOMES = {
  helm: 'tools/charts/programs',
  'helm-unittest': 'tools/charts/programs',
  kubeconform: 'tools/charts/programs',
  'kube-score': 'tools/charts/programs/kube-score',
  kustomize: 'tools/platform/programs',
  oasdiff: 'tools/clients/programs',
}

/** Path of a program; all tools of its module are built with Go the first time (a minute or two on two cores). */
export function goProgram(name: keyof typeof HOMES): string {
  const home = join(ROOT, HOMES[name])
  const [major, minor] = oldestKubernetes().split('.')
  const folder = made('go', [readFileSync(join(home, 'go.sum')), oldestKubernetes()], (partial) => {
    console.error(`· building ${name} (once)`)
    // Helm built from its module knows no version of Kubernetes to render for.
    const version = `-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=${major} -X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=${minor}`
    execaSync({
      cwd: home,
      env: { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' },
    })`go build -trimpath -buildvcs=false ${`-ldflags=-s -w ${version}`} -o ${partial}/ tool`
  })
  return join(folder, name)
}

/** Folder of a Go module at a version, fetched the first time. */
export function goModule(module: string, version: string): string {
  const { stdout } = execaSync({ cwd: '/' })`go mod download -json ${module}@${version}`
  return (JSON.parse(stdout) as { Dir: string }).Dir
}

/** A Python environment with one package; its folder. */
export function pythonPackage(requirement: string): string {
  const folder = join(CACHE, requirement.replaceAll(/[^\w.-]+/g, '-'))
  if (existsSync(join(folder, 'done'))) return folder
  mkdirSync(folder, { recursive: true })
  execaSync`python3 -m venv ${folder}`
  execaSync`${join(folder, 'bin/pip')} install --quiet --disable-pip-version-check ${requirement}`
  writeFileSync(join(folder, 'done'), '')
  return folder
}

/** Folder of something that is made once for the same inputs. Only what is complete gets the name. */
export function made(
  name: string,
  inputs: readonly (string | Buffer)[],
  make: (partial: string) => void,
): string {
  const hash = createHash('sha256')
  for (const each of inputs) hash.update(each).update('\0')
  const folder = join(CACHE, `${name}-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(folder)) return folder
  const partial = `${folder}.${process.pid}`
  mkdirSync(partial, { recursive: true })
  make(partial)
  // Another process may have made the same meanwhile.
  if (existsSync(folder)) rmSync(partial, { recursive: true })
  else renameSync(partial, folder)
  return folder
}

/** Oldest Kubernetes that the charts support. */
export function oldestKubernetes(): string {
  const { kubeVersion } = parse(readFileSync(join(ROOT, 'charts/auth/Chart.yaml'), 'utf8')) as {
    kubeVersion: string
  }
  return /\d+\.\d+\.\d+/.exec(kubeVersion)![0]
}
