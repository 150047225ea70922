import type { IntegrationsDatabase } from '../store/database.ts'
import { readUsdaSr, type RowFault } from './read-usda-sr.ts'

export interface ImportReport {
  read: number
  added: number
  changed: number
  unchanged: number
  portions: number
  orphans: number
  /** Foods by label flag. */
  flagged: Record<string, number>
  /** Foods that carry USDA's own energy factors, and those of them whose energy these give within 1 %. */
  withFactors: number
  agreeing: number
  faults: RowFault[]
}

/** Foods a transaction: each changed one holds an advisory lock until its end, and Postgres has about 6,400. */
const BATCH = 500

/**
 * Takes a USDA SR release into the catalogue, writing only what differs. Stopped half-way, it is simply run again.
 * Throws ImportError when the files cannot be read at all.
 */
export async function importUsdaSr({
  db,
  folder,
  onProgress,
}: {
  db: IntegrationsDatabase
  folder: string
  onProgress(done: number, total: number): void
}): Promise<ImportReport> {
  const { foods, portions, orphans, faults } = await readUsdaSr(folder)
  const counts = { added: 0, changed: 0, unchanged: 0 }
  for (let at = 0; at < foods.length; at += BATCH) {
    const batch = foods.slice(at, at + BATCH).map(({ catalogueFood }) => catalogueFood)
    const saved = await db.asSystem(async ({ catalogue }) => {
      await catalogue.lock()
      return catalogue.save(batch)
    })
    for (const key of ['added', 'changed', 'unchanged'] as const) counts[key] += saved[key]
    onProgress(Math.min(at + BATCH, foods.length), foods.length)
  }
  await db.asSystem(async ({ catalogue }) => {
    await catalogue.lock()
    await catalogue.refreshWords()
  })
  const flagged: Record<string, number> = {}
  for (const { catalogueFood } of foods)
    for (const flag of catalogueFood.food.flags) flagged[flag] = (flagged[flag] ?? 0) + 1
  const compared = foods.filter(({ agrees }) => agrees !== undefined)
  return {
    read: foods.length,
    ...counts,
    portions,
    orphans,
    flagged,
    withFactors: compared.length,
    agreeing: compared.filter(({ agrees }) => agrees).length,
    faults,
  }
}
