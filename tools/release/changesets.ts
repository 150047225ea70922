import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { ALL, SCOPE } from './services.ts'

/** What a change declares: services with the kind of release, or none when users will notice nothing. */
export interface Changeset {
  path: string
  releases: Record<string, string>
  summary: string
}

const FILE = /^\.changeset\/(?!README\.md$)[^/]+\.md$/
const PARTS = /^---\r?\n([\s\S]*?)\r?\n?---\r?\n?([\s\S]*)$/

/** The changesets among some paths; a deleted one went into a release. */
export function readChangesets(root: string, paths: readonly string[]): Changeset[] {
  return paths
    .filter((path) => FILE.test(path) && existsSync(join(root, path)))
    .map((path) => {
      const parts = PARTS.exec(readFileSync(join(root, path), 'utf8'))
      if (!parts) throw new Error(`${path}: not a changeset (---, services, ---, what changes for users)`)
      return {
        path,
        releases: (parse(parts[1]!) as Record<string, string> | null) ?? {},
        summary: parts[2]!.trim(),
      }
    })
}

/** What keeps a change from being merged. */
export function changesetFaults(
  touched: ReadonlyMap<string, string>,
  changesets: readonly Changeset[],
  services: readonly string[],
): string[] {
  const named = new Set(
    changesets.flatMap(({ releases }) => Object.keys(releases)).map((name) => name.replace(SCOPE, '')),
  )
  const saysNothingChanges = changesets.some(({ releases }) => Object.keys(releases).length === 0)
  const missing = [...touched].filter(
    ([service]) => !named.has(service) && !saysNothingChanges && !(service === ALL && named.size > 0),
  )
  return [
    ...changesets.flatMap(({ path, releases }) =>
      Object.keys(releases)
        .filter((name) => !services.includes(name.replace(SCOPE, '')))
        .map((name) => `${path}: ${name} is not released by itself; name the services it changes`),
    ),
    ...changesets
      .filter(({ releases, summary }) => Object.keys(releases).length > 0 && !summary)
      .map(({ path }) => `${path}: says nothing to users`),
    ...missing.map(([service, path]) => `${service}: touched by ${path}, and no changeset names it`),
  ]
}
