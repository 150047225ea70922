import { isMap, isPair, isScalar, parseDocument, type Pair, type YAMLMap } from 'yaml'

export interface ValueRow {
  key: string
  byDefault: string
  meaning: string
}

/** The values of a values.yaml, each with the comment above it. A value without a comment is a fault. */
export function valueRows(text: string): ValueRow[] {
  const document = parseDocument(text)
  return isMap(document.contents) ? rowsOf(document.contents, '', document.commentBefore ?? undefined) : []
}

function rowsOf(map: YAMLMap, prefix: string, above: string | undefined): ValueRow[] {
  return map.items.flatMap((pair, index) => {
    const first = index === 0 ? (above ?? map.commentBefore) : undefined
    return rowsOfPair(pair, prefix, first ?? undefined)
  })
}

/** Descends into a map on several lines whose values have comments of their own. */
function rowsOfPair(pair: Pair, prefix: string, first: string | undefined): ValueRow[] {
  const { key, value } = pair
  if (!isPair(pair) || !isScalar(key)) throw new Error('values.yaml contains something other than keys')
  const path = prefix ? `${prefix}.${String(key.value)}` : String(key.value)
  const comment = (first ?? key.commentBefore ?? '').trim().replaceAll(/\s*\n\s*/g, ' ')
  if (isMap(value) && !value.flow && value.items.length > 0 && hasComments(value))
    return rowsOf(value, path, undefined)
  if (!comment) throw new Error(`${path} has no comment`)
  return [
    {
      key: path,
      byDefault: JSON.stringify((value as { toJSON(): unknown } | null)?.toJSON() ?? null),
      meaning: comment,
    },
  ]
}

const hasComments = (map: YAMLMap) =>
  map.commentBefore !== undefined ||
  map.items.some(
    ({ key, value }) =>
      (isScalar(key) && key.commentBefore) || (isMap(value) && value.commentBefore !== undefined),
  )

export function table(rows: readonly ValueRow[]): string {
  const cell = (words: string) => words.replaceAll('|', '\\|')
  return [
    '| value | default | |',
    '|---|---|---|',
    ...rows.map(
      ({ key, byDefault, meaning }) => `| \`${key}\` | \`${cell(byDefault)}\` | ${cell(meaning)} |`,
    ),
  ].join('\n')
}
