import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'

export const ROOT = join(import.meta.dirname, '../..')
export const CACHE = join(ROOT, '.cache/platform')

/** Whose go.mod names a program among its tools, with its version. Two that charts need as well are theirs: one version. */
const HOMES = {
  kustomize: 'tools/platform/programs',
  kubeconform: 'tools/charts/programs',
  helm: 'tools/charts/programs',
}

/** Path of a program that is built with Go the first time. */
export function goProgram(name: keyof typeof HOMES): string {
  const home = join(ROOT, HOMES[name])
  const path = join(CACHE, 'bin', `${name}-${fingerprint(readFileSync(join(home, 'go.sum')))}`)
  if (existsSync(path)) return path
  const main = new RegExp(`^(?:tool)?\\s+(\\S+/${name}(?:/v\\d+)?)$`, 'm').exec(
    readFileSync(join(home, 'go.mod'), 'utf8'),
  )?.[1]
  if (!main) throw new Error(`${HOMES[name]}/go.mod has no tool ${name}`)
  console.error(`· building ${name} (once)`)
  // As tools/charts builds them, so that Go compiles each package once.
  runProgram('go', ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', path, main], {
    cwd: home,
    env: { CGO_ENABLED: '0', GOWORK: 'off' },
  })
  return path
}

/** Folder of a Go module at a version, fetched the first time. */
export function goModule(module: string, version: string): string {
  const { Dir } = JSON.parse(
    runProgram('go', ['mod', 'download', '-json', `${module}@${version}`], { cwd: '/' }),
  ) as { Dir: string }
  return Dir
}

/** A Python environment with one package; its folder. */
export function pythonPackage(requirement: string): string {
  const folder = join(CACHE, 'python', requirement.replaceAll(/[^\w.-]+/g, '-'))
  if (existsSync(join(folder, 'done'))) return folder
  mkdirSync(folder, { recursive: true })
  runProgram('python3', ['-m', 'venv', folder])
  runProgram(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', requirement])
  runProgram('touch', [join(folder, 'done')])
  return folder
}

export function fingerprint(...parts: (string | Buffer)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex').slice(0, 16)
}
