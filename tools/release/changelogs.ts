import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { releasedServices } from './services.ts'

const HEADING = /^## (\S+)$/m

/** What a service's changelog says about its current version: the text below that heading, up to the next. */
export function releaseNotes(root: string, service: string): { version: string; text: string } | undefined {
  const path = join(root, 'services', service, 'CHANGELOG.md')
  const [, version, text] = existsSync(path) ? readFileSync(path, 'utf8').split(HEADING) : []
  return version === undefined || text === undefined ? undefined : { version, text: text.trim() }
}

/** Every service's changelog describes its current version. */
export function changelogFaults(root: string): string[] {
  return releasedServices(root).flatMap(({ name, version }) => {
    const notes = releaseNotes(root, name)
    if (!notes) return [`services/${name}/CHANGELOG.md: has no version`]
    if (notes.version !== version)
      return [`services/${name}/CHANGELOG.md: starts with ${notes.version}, package.json says ${version}`]
    return notes.text ? [] : [`services/${name}/CHANGELOG.md: says nothing of ${version}`]
  })
}
