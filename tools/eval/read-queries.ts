import { createHash } from 'node:crypto'

export interface EvalQuery {
  text: string
  /** The name of a food that would satisfy the person. */
  wanted: RegExp
  /** A third of the queries by a fixed hash: nobody looks at them while tuning. */
  isHeld: boolean
}

export interface QueryKind {
  kind: string
  /** Foods that the person wrote themselves, and foods of the catalogue that they logged. */
  own: string[]
  logged: string[]
  queries: EvalQuery[]
}

const HELD_OF = 3

/** Reads search-queries.txt; its first lines say how it is written. Throws on a line that is none. */
export function readQueries(text: string): QueryKind[] {
  const kinds: QueryKind[] = []
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue
    const [, key, value] = /^(kind|own|logged): (.+)$/.exec(line) ?? []
    if (key === 'kind') kinds.push({ kind: value!, own: [], logged: [], queries: [] })
    else if (key) kinds.at(-1)![key as 'own' | 'logged'].push(value!)
    else kinds.at(-1)!.queries.push(readQuery(line))
  }
  return kinds
}

function readQuery(line: string): EvalQuery {
  const [, text, wanted] = /^(.+?) => (.+)$/.exec(line) ?? []
  if (!text || !wanted) throw new Error(`this is no query of the evaluation set: ${line}`)
  const isHeld = createHash('sha256').update(text).digest()[0]! % HELD_OF === 0
  return { text, wanted: new RegExp(wanted, 'iu'), isHeld }
}
