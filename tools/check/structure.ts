import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** The rooms of a feature; what its handlers share stands beside them, in files named after what they do. */
const ROOMS = new Set(['rpc', 'consumers', 'jobs', 'domain', 'store', 'clients'])
const HANDLER_ROOMS = new Set(['rpc', 'consumers', 'jobs'])
const NAMELESS = /(^|\/)(utils?|helpers?|common|misc|types|managers?)(\/|\.ts$)/
const GENERATED = /\/src\/(gen|store\/prisma)\//

/** What the house promises and no linter knows: rooms, names, and who alone may do what. Answers the faults. */
export function checkStructure(root: string): string[] {
  const sources = ['packages', 'services']
    .flatMap((folder) => files(join(root, folder)))
    .map((path) => relative(root, path))
    .filter((path) => path.includes('/src/') && path.endsWith('.ts') && !GENERATED.test(path))
  const faults: string[] = []
  for (const path of sources) {
    const text = readFileSync(join(root, path), 'utf8')
    faults.push(...roomFaults(path, text))
    if (NAMELESS.test(path)) faults.push(`${path}: the name tells no story`)
    if (
      text.includes('process.env') &&
      !/^(services\/all|packages\/testing)\/src\/|^services\/[^/]+\/src\/main\.ts$/.test(path)
    )
      faults.push(`${path}: only an entry point reads process.env`)
    if (/\b[bB]us\.publish\(/.test(text) && !/^packages\/(outbox|bus)\//.test(path))
      faults.push(`${path}: only the outbox publishes`)
    if (/\bjest\.mock\(|@ts-ignore|@ts-nocheck|eslint-disable/.test(text))
      faults.push(`${path}: switches a check off`)
  }
  return [
    ...faults,
    ...featureCycles(root, sources),
    ...exportFaults(root),
    ...migrationFaults(root),
    ...testFaults(root),
  ]
}

/** src/<feature>/<room>/<file>: the service's own store is the one room that belongs to no feature. */
function roomFaults(path: string, text: string): string[] {
  const [, service, feature, room, file] =
    /^services\/(?!all\/)([^/]+)\/src\/([^/]+)\/(?:([^/]+)\/)?([^/]+)\.ts$/.exec(path) ?? []
  if (!service || !feature || !file) return []
  if (HANDLER_ROOMS.has(feature) || (ROOMS.has(feature) && feature !== 'store'))
    return [`${path}: a room stands in its feature, src/<feature>/${feature}/`]
  if (!room) return []
  if (!ROOMS.has(room)) return [`${path}: "${room}" is no room of a feature (${[...ROOMS].join(', ')})`]
  if (room === 'consumers' && !file.startsWith('on-')) return [`${path}: a consumer is named on-<fact>`]
  const name = file.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  if (
    HANDLER_ROOMS.has(room) &&
    !text.includes(`export function ${name}(`) &&
    !text.includes(`export async function ${name}(`)
  )
    return [`${path}: ${room}/ holds handlers and nothing else, each named after its file: ${name}`]
  return []
}

/** Features of a service that import each other in a circle. */
function featureCycles(root: string, sources: readonly string[]): string[] {
  const uses = new Map<string, Set<string>>()
  for (const path of sources) {
    const [, service, feature] = /^services\/(?!all\/|gateway\/)([^/]+)\/src\/([^/]+)\//.exec(path) ?? []
    if (!service || !feature || feature === 'store') continue
    const own = `${service}/${feature}`
    for (const [, other] of readFileSync(join(root, path), 'utf8').matchAll(
      /from '(?:\.\.\/)+([^/.']+)\/\1\.ts'/g,
    )) {
      if (other !== feature) uses.set(own, (uses.get(own) ?? new Set()).add(`${service}/${other}`))
    }
  }
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...(uses.get(from) ?? [])].some((next) => {
      if (next === to) return true
      if (seen.has(next)) return false
      seen.add(next)
      return reaches(next, to, seen)
    })
  return [...uses.keys()]
    .filter((feature) => reaches(feature, feature))
    .map((feature) => `services/${feature.replace('/', '/src/')}: imports itself by way of another feature`)
}

/** A service shows its module and its config, and nothing else. */
function exportFaults(root: string): string[] {
  return readdirSync(join(root, 'services'))
    .filter((service) => service !== 'all')
    .flatMap((service) => {
      const { exports } = JSON.parse(
        readFileSync(join(root, 'services', service, 'package.json'), 'utf8'),
      ) as { exports: Record<string, unknown> }
      const names = Object.keys(exports).sort().join(' ')
      return names === './config ./module'
        ? []
        : [`services/${service}/package.json: exports ${names}, not ./config ./module`]
    })
}

/** Expand, then contract: what a release before may still use goes only with a line `-- contract: <why it is safe>`. */
function migrationFaults(root: string): string[] {
  const folders = readdirSync(join(root, 'services'))
    .map((service) => join(root, 'services', service, 'prisma/migrations'))
    .filter((folder) => existsSync(folder))
  return folders.flatMap((folder) =>
    readdirSync(folder).flatMap((name) => {
      const path = join(folder, name, 'migration.sql')
      if (!existsSync(path)) return []
      const sql = readFileSync(path, 'utf8')
      const contracts =
        /\b(drop\s+(table|column|schema|function|type)|rename\s+(to|column)|alter\s+column\s+\w+\s+(type|set\s+not\s+null))\b/i.test(
          sql.replaceAll(/--.*$/gm, ''),
        )
      return contracts && !/^-- contract: \S/m.test(sql)
        ? [`${relative(root, path)}: drops, renames or narrows without a line "-- contract: ..."`]
        : []
    }),
  )
}

/** What the product's tests need is in packages/testing; the tools have tests of their own. */
function testFaults(root: string): string[] {
  return ['packages', 'services']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name, 'test')))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => files(folder))
    .filter((path) => /\b(from|import\() ?'(\.\.\/)+tools\//.test(readFileSync(path, 'utf8')))
    .map((path) => `${relative(root, path)}: a test of the product imports from tools/`)
}

function files(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !['node_modules', 'dist', 'test'].includes(name))
    .flatMap((name) => {
      const path = join(folder, name)
      return statSync(path).isDirectory() ? files(path) : [path]
    })
}
