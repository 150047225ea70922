import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Portion } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { usdaFood, type UsdaFood } from './usda-food.ts'
import {
  RowError,
  abbrevReader,
  readDescription,
  readWeight,
  type DescriptionRow,
} from './domain/usda-rows.ts'

/** What is wrong with the files as a whole; the message is for the person who gave them. */
export class ImportError extends Error {}

/** A row that was left out. */
export interface RowFault {
  file: string
  row: number
  message: string
}

export interface UsdaRelease {
  foods: UsdaFood[]
  /** Portions of WEIGHT that belong to a food. */
  portions: number
  /** Portions of WEIGHT whose food is not in ABBREV. */
  orphans: number
  faults: RowFault[]
}

/** A file's text and how its lines are split; `skip` lines come first that are no rows. */
interface SourceText {
  text: string
  file: string
  format: object
  skip?: number
}

const ABBREV = 'ABBREV.csv'
const DESCRIPTIONS = 'FOOD_DES.txt'
const WEIGHTS = 'WEIGHT.txt'
const MAX_FILE_BYTES = 256 * 1024 * 1024
const SR_TEXT = { delimiter: '^', quote: '~', escape: '~' } as const

/** Reads a folder of USDA SR: figures from ABBREV, names from FOOD_DES, household portions from WEIGHT. Throws ImportError. */
export async function readUsdaSr(folder: string): Promise<UsdaRelease> {
  const texts = await Promise.all([ABBREV, DESCRIPTIONS, WEIGHTS].map((file) => readLatin1(folder, file)))
  const faults: RowFault[] = []
  const descriptions = new Map<string, DescriptionRow>()
  for (const row of readRows(
    { text: texts[1]!, file: DESCRIPTIONS, format: SR_TEXT },
    readDescription,
    faults,
  ))
    descriptions.set(row.number, row)
  const weights = readRows({ text: texts[2]!, file: WEIGHTS, format: SR_TEXT }, readWeight, faults)
  const portionsOf = Map.groupBy(weights, ({ number }) => number)
  const rows = readAbbrev(texts[0]!, faults)
  const numbers = new Set(rows.map(({ number }) => number))
  const portions = weights.filter(({ number }) => numbers.has(number)).length
  return {
    foods: rows.map((row) =>
      usdaFood(
        row,
        descriptions.get(row.number),
        portionsOf.get(row.number)?.map(({ portion }): Portion => portion),
      ),
    ),
    portions,
    orphans: weights.length - portions,
    faults,
  }
}

function readAbbrev(text: string, faults: RowFault[]) {
  const end = text.search(/\r?\n/)
  const header = fieldsOf(end < 0 ? text : text.slice(0, end), {})
  if (!header) throw new ImportError(`${ABBREV} has no header`)
  let read: ReturnType<typeof abbrevReader>
  try {
    read = abbrevReader(header)
  } catch (error) {
    throw new ImportError(`${ABBREV}: ${(error as Error).message}`, { cause: error })
  }
  const seen = new Set<string>()
  const rows = readRows(
    { text, file: ABBREV, format: {}, skip: 1 },
    (fields) => {
      const row = read(fields)
      if (seen.has(row.number)) throw new RowError(`food ${row.number} appears twice`)
      seen.add(row.number)
      return row
    },
    faults,
  )
  if (rows.length === 0)
    throw new ImportError(
      `${ABBREV} has no food that can be read${faults[0] ? ` (row ${faults[0].row} ${faults[0].message})` : ''}`,
    )
  return rows
}

/** Each line is read by itself, so that a broken one costs no other. Row numbers are those an editor shows. */
function readRows<T>(
  { text, file, format, skip = 0 }: SourceText,
  read: (fields: string[]) => T,
  faults: RowFault[],
): T[] {
  const rows: T[] = []
  text.split(/\r?\n/).forEach((line, at) => {
    if (at < skip || line === '') return
    try {
      const fields = fieldsOf(line, format)
      if (!fields) throw new RowError('cannot be split into fields')
      rows.push(read(fields))
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      faults.push({ file, row: at + 1, message: error.message })
    }
  })
  return rows
}

function fieldsOf(line: string, format: object): string[] | undefined {
  try {
    return parse(line, format)[0]
  } catch {
    return undefined
  }
}

async function readLatin1(folder: string, file: string): Promise<string> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => undefined,
  )
  if (isFolder === undefined) throw new ImportError(`there is no folder ${folder}`)
  if (!isFolder) throw new ImportError(`${folder} is not a folder`)
  const found = await stat(join(folder, file)).catch(() => undefined)
  if (!found?.isFile()) throw new ImportError(`${folder} has no file ${file}`)
  if (found.size > MAX_FILE_BYTES)
    throw new ImportError(`${file} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`)
  return readFile(join(folder, file), 'latin1')
}
