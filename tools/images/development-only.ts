import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../lib/services.ts'

interface Manifest {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

/** Needed at run time by a library: @asteasolutions/zod-to-openapi. */
const ALSO_NEEDED = ['yaml']

/** Libraries that only builds and tests need: those of the root, except what some package needs at run time. */
export function developmentOnly(): string[] {
  const manifest = (path: string) =>
    JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')) as Manifest
  const parts = ['packages', 'services'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => ({ name, ...manifest(join(folder, name)) })),
  )
  const namesOf = (all: (Record<string, string> | undefined)[]) =>
    all.flatMap((each) => Object.keys(each ?? {}))
  const { devDependencies, optionalDependencies } = manifest('.')
  const needed = new Set([
    ...ALSO_NEEDED,
    ...namesOf(parts.map(({ name, dependencies }) => (name === 'testing' ? {} : dependencies))),
  ])
  const ofBuilds = namesOf([
    devDependencies,
    optionalDependencies,
    ...parts.map((each) => each.devDependencies),
  ])
  return [...new Set(ofBuilds)]
    .filter((name) => !needed.has(name) && !name.startsWith('@mymacrotracker/'))
    .sort()
}
