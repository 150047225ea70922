import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { execaSync } from 'execa'
import { goProgram } from '../lib/programs.ts'
import { ROOT } from '../lib/services.ts'

const K8S = join(ROOT, 'k8s')
const MANIFESTS = [K8S, join(ROOT, 'tools/offline/cluster')]
const BUILT = join(ROOT, '.cache/platform/built')

/** Manifests in one file. */
export interface Built {
  name: string
  file: string
}

/** An empty folder for what is rendered in one run. */
export function freshFolder(name: string): string {
  const folder = join(BUILT, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Every kustomization; components are part of those that name them. */
export function kustomizations(): string[] {
  return below('kustomization.yaml')
    .filter((file) => /^kind: Kustomization$/m.test(readFileSync(file, 'utf8')))
    .map(dirname)
}

export function buildOverlay(folder: string, into: string): Built {
  const name = relative(ROOT, folder)
  const file = join(into, `${name.replaceAll('/', '-')}.yaml`)
  writeFileSync(file, kustomize(folder))
  return { name, file }
}

/** An environment with a component that a runbook adds. */
export function buildWith(component: string, environment: string): Built {
  const folder = freshFolder('with-component')
  const from = (path: string) => relative(folder, join(K8S, path))
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [${from(environment)}]\ncomponents: [${from(component)}]\n`,
  )
  const file = join(folder, 'built.yaml')
  writeFileSync(file, kustomize(folder))
  return { name: `${environment} with ${component}`, file }
}

/** Manifests that belong to no kustomization: those of development and of the test cluster. */
export function looseManifests(): string[] {
  const taken = new Set(below('kustomization.yaml').map(dirname))
  return below('.yaml').filter(
    (file) =>
      !taken.has(dirname(file)) &&
      !/\/(values|kind)\//.test(file) &&
      /^apiVersion: /m.test(readFileSync(file, 'utf8')),
  )
}

const kustomize = (folder: string) => execaSync`${goProgram('kustomize')} build ${folder}`.stdout

/** Manifest files with an ending, sorted. */
function below(ending: string): string[] {
  return MANIFESTS.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((each) => each.isFile() && each.name.endsWith(ending))
    .map((each) => join(each.parentPath, each.name))
    .sort()
}
