// What package.json and tsconfig.json say of the packages of this house, from what the sources import.
// `npm run workspace` writes it; `npm test -- workspace` names what differs.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'

const SCOPE = '@mymacrotracker/'
const IMPORT = /(?:from|import\()\s*'(@mymacrotracker\/[^'/]+)/g

interface Manifest {
  name: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

interface Project {
  references?: { path: string }[]
}

interface Member {
  folder: string
  manifest: Manifest
  /** Packages of the house that its sources import. */
  imports: string[]
}

/** Each difference, with the file it stands in. */
export function workspaceFaults(root: string): string[] {
  return differences(root, () => {})
}

/** Mends every difference; returns what it changed. */
export function writeWorkspace(root: string): string[] {
  return differences(root, (path, content) =>
    writeFileSync(join(root, path), `${JSON.stringify(content, null, 2)}\n`),
  )
}

function differences(root: string, mend: (path: string, content: object) => void): string[] {
  const members = membersOf(root)
  const folderOf = new Map(members.map(({ manifest, folder }) => [manifest.name, folder]))
  const found: string[] = []
  const compare = (path: string, what: string, is: readonly string[], should: readonly string[]) => {
    const missing = should
      .filter((each) => !is.includes(each))
      .map((each) => `${path}: ${what} lacks ${each}`)
    const unused = is
      .filter((each) => !should.includes(each))
      .map((each) => `${path}: ${what} has ${each}, unused`)
    found.push(...missing, ...unused)
    return missing.length + unused.length > 0
  }
  for (const { folder, manifest, imports } of members) {
    const path = `${folder}/package.json`
    const others = Object.entries(manifest.dependencies ?? {})
    if (compare(path, 'dependencies', ofHouse(others), imports))
      mend(path, { ...manifest, dependencies: withHouse(others, imports) })
    const projectPath = `${folder}/tsconfig.json`
    if (!existsSync(join(root, projectPath))) continue
    const project = read<Project>(root, projectPath)
    const references = imports.map((name) => posix.relative(folder, folderOf.get(name) ?? name))
    if (compare(projectPath, 'references', pathsOf(project), references))
      mend(projectPath, { ...project, references: references.map((each) => ({ path: each })) })
  }
  const whole = read<Project>(root, 'tsconfig.json')
  const projects = members
    .map(({ folder }) => folder)
    .filter((folder) => existsSync(join(root, folder, 'src')))
  if (compare('tsconfig.json', 'references', pathsOf(whole), projects))
    mend('tsconfig.json', { ...whole, references: projects.map((path) => ({ path })) })
  const own = read<Manifest>(root, 'package.json')
  const tools = Object.entries(own.devDependencies ?? {})
  const needed = importsOf([join(root, 'tools'), ...members.map(({ folder }) => join(root, folder, 'test'))])
  const absent = needed.filter((name) => !ofHouse(tools).includes(name))
  found.push(...absent.map((name) => `package.json: devDependencies lacks ${name}`))
  if (absent.length > 0) {
    const devDependencies = withHouse(tools, [...new Set([...ofHouse(tools), ...absent])])
    mend('package.json', { ...own, devDependencies })
  }
  return found
}

function membersOf(root: string): Member[] {
  return ['packages', 'services'].flatMap((kind) =>
    readdirSync(join(root, kind))
      .map((name) => `${kind}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
      .map((folder) => {
        const manifest = read<Manifest>(root, `${folder}/package.json`)
        const imports = importsOf([join(root, folder, 'src')]).filter((name) => name !== manifest.name)
        return { folder, manifest, imports }
      }),
  )
}

function importsOf(folders: readonly string[]): string[] {
  const texts = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts') || path.endsWith('.mjs'))
        .map((path) => readFileSync(join(folder, path), 'utf8')),
    )
  return [...new Set(texts.flatMap((text) => [...text.matchAll(IMPORT)].map(([, name]) => name!)))].toSorted()
}

const ofHouse = (entries: readonly [string, string][]) =>
  entries.map(([name]) => name).filter((name) => name.startsWith(SCOPE))

function withHouse(entries: readonly [string, string][], names: readonly string[]): Record<string, string> {
  const libraries = entries.filter(([name]) => !name.startsWith(SCOPE))
  const house = names.map((name): [string, string] => [name, 'workspace:*'])
  return Object.fromEntries([...libraries, ...house].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const pathsOf = ({ references = [] }: Project) => references.map(({ path }) => path)

const read = <T>(root: string, path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as T
