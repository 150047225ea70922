import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { servicesWithContracts } from '../release/services.ts'

const BUF = join(import.meta.dirname, '../../node_modules/.bin/buf')
const RULE = '[mymacrotracker.access.v1.rule]'

interface Rule {
  access: string
  callers: string[]
  scope: string
}
interface Files {
  file: {
    package?: string
    service?: { name: string; method: { name: string; options?: { [RULE]?: Partial<Rule> } }[] }[]
  }[]
}

export const releasedPath = (root: string, service: string): string =>
  join(root, 'proto/released', `${service}.binpb`)

/** The contracts of one service, as its last release is kept: its files with all they import. */
export function buildContracts(root: string, service: string): Uint8Array {
  return buf(root, 'build', '--path', `proto/mymacrotracker/${service}`, '--exclude-source-info', '-o', '-')
}

/** What a tree's contracts remove from those that each of some services released last. Returns the faults. */
export function releasedContractFaults(
  root: string,
  services: readonly string[] = servicesWithContracts(root),
): string[] {
  const missing = services.filter((service) => !existsSync(releasedPath(root, service)))
  const now = rulesOf(root, 'proto')
  return [
    ...missing.map(
      (service) => `proto/released/${service}.binpb is missing: npm run contracts:freeze -- ${service}`,
    ),
    ...services
      .filter((service) => !missing.includes(service))
      .flatMap((service) => [
        ...breaks(root, service),
        ...ruleFaults(rulesOf(root, releasedPath(root, service)), now),
      ]),
  ]
}

/** Imported files are compared, too: a shared message was released with each service that uses it. */
function breaks(root: string, service: string): string[] {
  const { status, stdout, stderr } = spawnSync(BUF, ['breaking', '--against', releasedPath(root, service)], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status === 0) return []
  return (stdout || stderr)
    .trim()
    .split('\n')
    .map((line) => `${line} (released by ${service})`)
}

/** buf does not compare custom options: callers must stay allowed, and a sufficient access must stay sufficient. */
function ruleFaults(before: Map<string, Rule>, now: Map<string, Rule>): string[] {
  return [...before].flatMap(([path, was]) => {
    const is = now.get(path)
    if (!is) return []
    const shutOut = is.callers.includes('*')
      ? []
      : was.callers.filter((caller) => !is.callers.includes(caller))
    return [
      ...shutOut.map((caller) => `${path}: the released rule lets ${caller} call`),
      ...(is.access !== was.access && is.access !== 'ACCESS_PUBLIC'
        ? [`${path}: callers of the release do not show what the new access asks for`]
        : []),
      ...(is.scope && is.scope !== was.scope
        ? [`${path}: tokens of the release lack the scope ${is.scope}`]
        : []),
    ]
  })
}

/** The access rules of a folder of contracts, or of what a service released. */
function rulesOf(root: string, contracts: string): Map<string, Rule> {
  const { file: files } = JSON.parse(buf(root, 'build', contracts, '-o', '-#format=json').toString()) as Files
  return new Map(
    files.flatMap((file) =>
      (file.service ?? []).flatMap((service) =>
        service.method.map(({ name, options }) => {
          const { access = '', callers = [], scope = '' } = options?.[RULE] ?? {}
          return [`/${file.package}.${service.name}/${name}`, { access, callers, scope }] as const
        }),
      ),
    ),
  )
}

const buf = (root: string, ...words: string[]) => execFileSync(BUF, words, { cwd: root, maxBuffer: 64 << 20 })
