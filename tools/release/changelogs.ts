import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { releasedServices } from './services.ts'

const HEADING = /^## (\S+)$/m

/** What a service's changelog says of its present version: everything below that heading, up to the next. */
export function releaseNotes(root: string, service: string): { version: string; text: string } | undefined {
  const path = join(root, 'services', service, 'CHANGELOG.md')
  const [, version, text] = existsSync(path) ? readFileSync(path, 'utf8').split(HEADING) : []
  return version === undefined || text === undefined ? undefined : { version, text: text.trim() }
}

/** Every service tells its users what its present version is. */
export function changelogFaults(root: string): string[] {
  return releasedServices(root).flatMap(({ name, version }) => {
    const notes = releaseNotes(root, name)
    if (!notes) return [`services/${name}/CHANGELOG.md: has no version`]
    if (notes.version !== version)
      return [`services/${name}/CHANGELOG.md: tells of ${notes.version} first, package.json says ${version}`]
    return notes.text ? [] : [`services/${name}/CHANGELOG.md: says nothing of ${version}`]
  })
}
