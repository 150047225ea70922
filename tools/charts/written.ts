import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parse } from 'yaml'
import { ROOT } from '../lib/services.ts'
import { CHARTS, chartFile, chartFolder, valueSets, type Chart } from './charts.ts'
import { golden } from './golden.ts'
import { readme } from './readme.ts'
import { render } from './render.ts'
import { valuesSchema } from './values-schema.ts'

interface WrittenFile {
  path: string
  text: string
}

/** Committed files that are generated from others, with their expected text. */
const schemas = (): WrittenFile[] =>
  CHARTS.map((chart) => ({
    path: join(chartFolder(chart), 'values.schema.json'),
    text: `${JSON.stringify(valuesSchema(chart, callsOf(chart)), undefined, 2)}\n`,
  }))
const readmes = (): WrittenFile[] =>
  CHARTS.map((chart) => ({ path: join(chartFolder(chart), 'README.md'), text: readme(chart) }))
const goldens = (): WrittenFile[] =>
  CHARTS.flatMap((chart) =>
    valueSets(chart).map((set) => ({
      path: join(chartFolder(chart), 'golden', `${set.name}.yaml`),
      text: golden(render(chart, set), chartFile(chart)),
    })),
  )

export function callsOf(chart: Chart): string[] {
  const { calls } = parse(readFileSync(join(chartFolder(chart), 'values.yaml'), 'utf8')) as {
    calls: Record<string, string>
  }
  return Object.keys(calls)
}

/** Paths of the files that are out of date. */
export function staleFiles(): string[] {
  return pathsOf([...schemas(), ...readmes(), ...goldens()].filter(isStale))
}

/** Returns the paths of what it wrote. Schemas first: rendering validates values with them. */
export function writeAll(): string[] {
  return [schemas, readmes, goldens].flatMap((make) => {
    const stale = make().filter(isStale)
    for (const { path, text } of stale) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    return pathsOf(stale)
  })
}

const isStale = ({ path, text }: WrittenFile) => !existsSync(path) || readFileSync(path, 'utf8') !== text
const pathsOf = (files: readonly WrittenFile[]) => files.map(({ path }) => relative(ROOT, path))
