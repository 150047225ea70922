import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Something that is released by itself: a service, or the image of all of them. */
export interface Released {
  name: string
  version: string
  tag: string
}

export interface Manifest {
  name: string
  version?: string
  dependencies?: Record<string, string>
}

export const ROOT = join(import.meta.dirname, '../..')
export const SCOPE = '@mymacrotracker/'
/** The image of all services: released by itself with each of them, without being named. */
export const ALL = 'all'

/** Every service with its version, `all` among them; the tag is the one that changesets would give it. */
export function releasedServices(root: string): Released[] {
  return readdirSync(join(root, 'services'))
    .filter((name) => existsSync(join(root, 'services', name, 'package.json')))
    .sort()
    .map((name) => {
      const { version } = manifestOf(join(root, 'services', name))
      if (!version) throw new Error(`services/${name}/package.json has no version`)
      return { name, version, tag: `${SCOPE}${name}@${version}` }
    })
}

/** Services that own files in proto/; the gateway's contract is its OpenAPI document. */
export function servicesWithContracts(root: string): string[] {
  return releasedServices(root)
    .map(({ name }) => name)
    .filter((name) => existsSync(join(root, 'proto/mymacrotracker', name)))
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

export function git(root: string, ...words: string[]): string {
  return execFileSync('git', words, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trimEnd()
}
