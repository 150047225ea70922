import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { isMap, isScalar, parseDocument } from 'yaml'
import { chartFolder } from './charts.ts'

/** Keys that may differ between services; everything else is the same in all seven. */
const OWN = new Set([
  'image',
  'secret',
  'database',
  'resources',
  'extraEnv',
  'stop',
  'autoscaling',
  'migration',
  'tls',
  'calls',
  'networkPolicy',
  'service',
  'ingress',
])

/** Parts of values.yaml that differ from those of the first chart. */
export function unevenValues(): string[] {
  const [first, ...others] = SERVICE_NAMES.map((chart) => ({
    chart,
    parts: partsOf(readFileSync(join(chartFolder(chart), 'values.yaml'), 'utf8')),
  }))
  return others.flatMap(({ chart, parts }) =>
    [...first!.parts]
      .filter(([key, text]) => parts.get(key) !== text)
      .map(([key]) => `${key} differs between ${chart} and ${first!.chart}`),
  )
}

/** Each key at the top with its text, comments included. */
function partsOf(text: string): Map<string, string> {
  const { contents } = parseDocument(text)
  if (!isMap(contents)) return new Map()
  return new Map(
    contents.items.flatMap(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : ''
      const [start, , end] = (value as { range: [number, number, number] }).range
      return OWN.has(name)
        ? []
        : [
            [
              name,
              `${isScalar(key) ? (key.commentBefore ?? '') : ''}\n${text.slice(start, end).trim()}`,
            ] as const,
          ]
    }),
  )
}
