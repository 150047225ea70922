// How often search finds what people mean, by kind of query. `npm run eval:search`
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startServer } from '../demo/server.ts'
import { personOf } from './ask-search.ts'
import { readQueries } from './read-queries.ts'
import { tableOf, type Outcome } from './score-table.ts'

const USDA_FOLDER = join(import.meta.dirname, '../../../shared/data/usda-sr')

const { values } = parseArgs({
  args: process.argv.slice(2).filter((each) => each !== '--'),
  options: {
    /** A server that runs, with raised rate limits; else one is started for each catalogue. */
    url: { type: 'string' },
    foods: { type: 'string', default: USDA_FOLDER },
    /** Prints each query of the open part that misses. */
    misses: { type: 'boolean', default: false },
  },
})

async function main(): Promise<void> {
  if (values.url) return evaluate(`the catalogue at ${values.url}`, values.url)
  await onServer('starter catalogue', undefined)
  if (existsSync(join(values.foods, 'ABBREV.csv'))) await onServer('starter and USDA SR', values.foods)
  else console.log(`skipped: starter and USDA SR; there is no release at ${values.foods} (--foods <folder>)`)
}

async function onServer(title: string, foods: string | undefined): Promise<void> {
  const server = await startServer(foods)
  try {
    await evaluate(title, server.url)
  } finally {
    await server.stop()
  }
}

async function evaluate(title: string, url: string): Promise<void> {
  const kinds = readQueries(await readFile(new URL('search-queries.txt', import.meta.url), 'utf8'))
  const outcomes: Outcome[] = []
  for (const each of kinds) {
    const search = await personOf(url, each)
    for (const { text, wanted, isHeld } of each.queries) {
      const names = await search(text)
      const place = names.findIndex((name) => wanted.test(name)) + 1
      outcomes.push({ kind: each.kind, isHeld, place })
      if (values.misses && !isHeld && place !== 1)
        console.log(`${each.kind}: ${text}: ${place || 'no place'}; ${names.slice(0, 4).join(' | ')}`)
    }
  }
  for (const line of tableOf(title, outcomes)) console.log(line)
}

await main()
