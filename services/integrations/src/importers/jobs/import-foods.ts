import { parseArgs } from 'node:util'
import type { Pool } from '@mymacrotracker/database'
import { openDatabase } from '../../store/database.ts'
import { importReportLines } from '../import-report.ts'
import { importUsdaSr } from '../import-usda-sr.ts'
import { progressPrinter } from '../progress-printer.ts'
import { ImportError } from '../read-usda-sr.ts'

/** What a command of the module is given: its role's connections and where to say things. */
export interface CommandHost {
  pool: Pool
  print(line: string): void
}

const USAGE = 'usage: npm run foods:import -- --source usda-sr --path <folder>'
const IMPORTERS = { 'usda-sr': importUsdaSr }

/** `foods:import`. Answers the exit code: 0 done, 1 the files cannot be imported, 2 wrong words on the command line. */
export async function importFoods({ pool, print }: CommandHost, argv: readonly string[]): Promise<number> {
  const words = readWords(argv)
  if (typeof words === 'string') {
    print(`${words}\n${USAGE}`)
    return 2
  }
  const progress = progressPrinter(print)
  try {
    const startedAt = Date.now()
    const report = await IMPORTERS[words.source]({
      db: openDatabase(pool),
      folder: words.path,
      onProgress: progress.show,
    })
    progress.end()
    for (const line of importReportLines(report, Date.now() - startedAt)) print(line)
    return 0
  } catch (error) {
    progress.end()
    if (!(error instanceof ImportError)) throw error
    print(`nothing was imported: ${error.message}`)
    return 1
  }
}

function readWords(argv: readonly string[]): { source: keyof typeof IMPORTERS; path: string } | string {
  try {
    const { source, path } = parseArgs({
      args: [...argv],
      options: { source: { type: 'string' }, path: { type: 'string' } },
    }).values
    if (!source || !path) return `--${source ? 'path' : 'source'} is missing`
    if (!Object.hasOwn(IMPORTERS, source))
      return `there is no source ${source}; there is ${Object.keys(IMPORTERS).join(', ')}`
    return { source: source as keyof typeof IMPORTERS, path }
  } catch (error) {
    return (error as Error).message
  }
}
