// A new person's week over HTTP, against a running server or one started for it. `npm run demo`
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { Refused } from '../lib/phone.ts'
import { createApi } from './api.ts'
import { brokenPromises } from './promises.ts'
import { importFoods, isServing, startServer, type DemoServer } from './server.ts'
import { tellStory } from './story.ts'
import { folded, paint } from './table.ts'

const EXIT_INTERRUPTED = 130
const USAGE = 'usage: npm run demo [-- --url http://localhost:8080] [--foods <folder of USDA SR files>]'

class Interrupted extends Error {}

const said: string[] = []
const say = (lines: readonly string[]) => {
  said.push(...lines)
  for (const line of lines.flatMap(folded)) console.log(line)
}

async function main(): Promise<void> {
  const { url, foods } = readWords()
  const interrupted = new AbortController()
  const onSignal = () => interrupted.abort(new Interrupted())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)

  let own: DemoServer | undefined
  try {
    if (await isServing(url)) {
      say(['', `${paint('bold', 'MyMacroTracker')} at ${url}`])
      if (foods !== undefined) await importFoods(foods)
    } else {
      say([
        '',
        `Nothing answers at ${url}: starting a server for this run;`,
        'its database is empty, and is removed afterwards.',
      ])
      const startedAt = performance.now()
      own = await startServer(foods, interrupted.signal)
      say([
        `${paint('bold', 'MyMacroTracker')} at ${own.url}, up after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
      ])
    }
    await Promise.race([
      tellStory(createApi(own?.url ?? url), say, { hasImported: foods !== undefined }),
      aborted(interrupted.signal),
    ])
    const broken = brokenPromises(stripVTControlCharacters(said.join('\n')))
    if (broken.length > 0) throw new Error(`promises that the output does not show: ${broken.join(' ')}`)
  } finally {
    await own?.stop()
  }
}

function readWords(): { url: string; foods: string | undefined } {
  const port = process.env['PORT'] ?? '8080'
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((each) => each !== '--'),
    options: { url: { type: 'string', default: `http://localhost:${port}` }, foods: { type: 'string' } },
  })
  return { url: new URL(values.url).origin, foods: values.foods }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  )
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof Interrupted) process.exit(EXIT_INTERRUPTED)
    const { message, cause, code } = error as Error & { code?: string }
    console.error(`\n${paint('red', cause instanceof Error ? `${message}: ${cause.message}` : message)}`)
    if (error instanceof Refused) console.error(JSON.stringify(error.reply.body, null, 2))
    if (code?.startsWith('ERR_PARSE_ARGS') || code === 'ERR_INVALID_URL') console.error(USAGE)
    process.exit(1)
  },
)
