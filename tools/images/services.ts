import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')
/** The seven, those that others need first. */
export const SEVEN = [
  'auth',
  'profile',
  'integrations',
  'events',
  'recommender',
  'notifier',
  'gateway',
] as const
export type Service = (typeof SEVEN)[number]
/** Every image there is. */
export const IMAGES = [...SEVEN, 'all'] as const

export const tagOf = (image: string) => `mymacrotracker/${image}:dev`

/** Libraries of ours need these at run time: @asteasolutions/zod-to-openapi. */
const ALSO_NEEDED = ['yaml']

/** Libraries that only building and testing need: the root's, without those that some package needs at run time. */
export function developmentOnly(): string[] {
  const manifest = (path: string) =>
    JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>
      devDependencies?: Record<string, string>
      optionalDependencies?: Record<string, string>
    }
  const parts = ['packages', 'services'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => manifest(join(folder, name))),
  )
  const needed = new Set([
    ...ALSO_NEEDED,
    ...parts.flatMap(({ dependencies }) => Object.keys(dependencies ?? {})),
  ])
  const { devDependencies, optionalDependencies } = manifest('.')
  const ofBuilds = [
    devDependencies,
    optionalDependencies,
    ...parts.map((part) => part.devDependencies),
  ].flatMap((each) => Object.keys(each ?? {}))
  return [...new Set(ofBuilds)]
    .filter((name) => !needed.has(name) && !name.startsWith('@mymacrotracker/'))
    .sort()
}
