import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parse } from 'yaml'
import { ROOT } from '../images/services.ts'
import { CHARTS, chartFile, chartFolder, valueSets, type Chart } from './charts.ts'
import { golden } from './golden.ts'
import { readme } from './readme.ts'
import { render } from './render.ts'
import { valuesSchema } from './values-schema.ts'

interface WrittenFile {
  path: string
  text: string
}

/** Committed files that are made of others, with what should stand in them. */
const schemas = (): WrittenFile[] =>
  CHARTS.map((chart) => ({
    path: join(chartFolder(chart), 'values.schema.json'),
    text: `${JSON.stringify(valuesSchema(chart, callsOf(chart)), undefined, 2)}\n`,
  }))
const readmes = (): WrittenFile[] =>
  CHARTS.map((chart) => ({ path: join(chartFolder(chart), 'README.md'), text: readme(chart) }))
const goldens = (helm: string): WrittenFile[] =>
  CHARTS.flatMap((chart) =>
    valueSets(chart).map((set) => ({
      path: join(chartFolder(chart), 'golden', `${set.name}.yaml`),
      text: golden(render(helm, chart, set), chartFile(chart)),
    })),
  )

export function callsOf(chart: Chart): string[] {
  const { calls } = parse(readFileSync(join(chartFolder(chart), 'values.yaml'), 'utf8')) as {
    calls: Record<string, string>
  }
  return Object.keys(calls)
}

/** Paths of the files that are not what they should be. */
export function staleFiles(helm: string): string[] {
  return pathsOf([...schemas(), ...readmes(), ...goldens(helm)].filter(isStale))
}

/** Answers the paths of what it wrote. Schemas first: rendering checks values by them. */
export function writeAll(helm: string): string[] {
  return [schemas, readmes, () => goldens(helm)].flatMap((make) => {
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
