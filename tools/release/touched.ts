import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { ALL, SCOPE, git, manifestOf, releasedServices, type Manifest } from './services.ts'

/** Services affected by a change, each with the first file that affects it. */
export type Touched = Map<string, string>

interface Change {
  root: string
  base: string
  paths: readonly string[]
}

const CODE = /^(packages|services)\/([^/]+)\/(src|prisma)\//
/** Lists of single constants, each of which reaches those who name it. */
const LISTS = /^packages\/contracts\/src\/(limits|topics)\.ts$/
const MANIFEST = /^(packages|services)\/([^/]+)\/package\.json$/
const PROTO = /^proto\/(mymacrotracker\/.+\.proto)$/
/** Files that affect every image. */
const IMAGES = /^(Dockerfile$|tools\/images\/(production-tree|runtime-root)\.ts$|packages\/tsconfig\/)/

/** Files that differ from a commit, including uncommitted ones. */
export function changedPaths(root: string, base: string): string[] {
  return [
    ...git(root, 'diff', '--name-only', '--no-renames', base).split('\n'),
    ...git(root, 'ls-files', '--others', '--exclude-standard').split('\n'),
  ].filter(Boolean)
}

/** Tests, documents and tools affect no service; code, schemas, contracts and dependencies do. */
export function touchedServices(change: Change): Touched {
  const touched: Touched = new Map()
  const dependents = dependentsOf(change.root)
  const every = releasedServices(change.root).map(({ name }) => name)
  for (const path of change.paths) {
    for (const service of reachedBy(path, change, dependents, every))
      if (!touched.has(service)) touched.set(service, path)
  }
  return touched
}

function reachedBy(
  path: string,
  change: Change,
  dependents: Map<string, Set<string>>,
  every: readonly string[],
): Iterable<string> {
  if (LISTS.test(path)) return servicesNaming(change, changedConstants(change, path), every)
  const code =
    CODE.exec(path) ?? (MANIFEST.test(path) && dependenciesDiffer(change, path) ? MANIFEST.exec(path) : null)
  if (code) return code[1] === 'services' ? [code[2]!] : (dependents.get(code[2]!) ?? [])
  const proto = PROTO.exec(path)?.[1]
  if (proto) return ownersOf(change.root, proto, every)
  if (IMAGES.test(path)) return every
  if (path === 'pnpm-workspace.yaml')
    return catalogChanges(change).flatMap((library) => [...(dependents.get(library) ?? [])])
  return []
}

/** By a package's folder or a library's name: the services that bring it along, through other packages too. */
function dependentsOf(root: string): Map<string, Set<string>> {
  const packages = new Map(
    readdirSync(join(root, 'packages'))
      .filter((name) => existsSync(join(root, 'packages', name, 'package.json')))
      .map((name) => [name, manifestOf(join(root, 'packages', name))]),
  )
  const dependents = new Map<string, Set<string>>()
  const visit = (service: string, manifest: Manifest) => {
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      const name = dependency.replace(SCOPE, '')
      const services = dependents.get(name) ?? dependents.set(name, new Set()).get(name)!
      if (services.has(service)) continue
      services.add(service)
      const inner = packages.get(name)
      if (inner) visit(service, inner)
    }
  }
  for (const { name } of releasedServices(root).filter((each) => each.name !== ALL))
    visit(name, manifestOf(join(root, 'services', name)))
  return dependents
}

/** A contract belongs to the service of its folder; a shared one to every service whose contracts import it. */
function ownersOf(root: string, proto: string, every: readonly string[]): string[] {
  const owner = proto.split('/')[1]!
  if (every.includes(owner)) return [owner]
  const files = readdirSync(join(root, 'proto'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.proto'),
  )
  const importers = files.filter((file) =>
    readFileSync(join(root, 'proto', file), 'utf8').includes(`import "${proto}"`),
  )
  return [...new Set(importers.flatMap((file) => ownersOf(root, file, every)))]
}

/** Exported constants that were added, changed or removed. */
function changedConstants({ root, base }: Change, path: string): string[] {
  const constants = (text: string) =>
    new Map(
      text
        .replaceAll(/^\s*(\/\*\*|\*|\/\/).*$/gm, '')
        .split(/^(?=export const )/m)
        .map((part) => [/^export const (\w+)/.exec(part)?.[1], part.trim()] as const),
    )
  const was = constants(atBase(root, base, path) ?? '')
  const is = constants(existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '')
  return [...new Set([...was.keys(), ...is.keys()])].filter(
    (name): name is string => name !== undefined && name !== 'TOPICS' && was.get(name) !== is.get(name),
  )
}

function servicesNaming({ root }: Change, names: readonly string[], every: readonly string[]): string[] {
  if (names.length === 0) return []
  const named = new RegExp(`\\b(${names.join('|')})\\b`)
  return every.filter((service) => {
    const src = join(root, 'services', service, 'src')
    if (!existsSync(src)) return false
    return readdirSync(src, { recursive: true, encoding: 'utf8' }).some(
      (path) => path.endsWith('.ts') && named.test(readFileSync(join(src, path), 'utf8')),
    )
  })
}

/** A new version number alone is a release, not a change. */
function dependenciesDiffer({ root, base }: Change, path: string): boolean {
  const dependencies = (text: string | undefined) =>
    JSON.stringify(text ? ((JSON.parse(text) as Manifest).dependencies ?? {}) : null)
  const now = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined
  return dependencies(now) !== dependencies(atBase(root, base, path))
}

function catalogChanges({ root, base }: Change): string[] {
  const catalog = (text: string | undefined) =>
    (parse(text ?? '') as { catalog?: Record<string, string> } | null)?.catalog ?? {}
  const was = catalog(atBase(root, base, 'pnpm-workspace.yaml'))
  const is = catalog(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'))
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (library) => was[library] !== is[library],
  )
}

function atBase(root: string, base: string, path: string): string | undefined {
  try {
    return git(root, 'show', `${base}:${path}`)
  } catch {
    return undefined
  }
}
