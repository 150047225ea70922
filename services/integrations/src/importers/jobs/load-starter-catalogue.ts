import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IntegrationsDatabase } from '../../store/database.ts'
import { readStarterFood } from '../starter-food.ts'
import { readStarterNames } from '../starter-names.ts'

const NAME = 'starter'

/** The catalogue that ships with the product, and what its foods are called in other languages. */
export const STARTER_FILE = new URL('../../../catalogue/starter.jsonl', import.meta.url)
export const NAMES_FILE = new URL('../../../catalogue/names.csv', import.meta.url)

/**
 * Loads the starter catalogue unless these very files were loaded already. Several processes may start at once: the first loads
 * it and the others find it done. Runs to its end before the module answers, so that no search finds an empty catalogue.
 */
export async function loadStarterCatalogue(
  db: IntegrationsDatabase,
  file: URL = STARTER_FILE,
): Promise<{ loaded: boolean }> {
  const [text, namesText] = await Promise.all([readFile(file, 'utf8'), readFile(NAMES_FILE, 'utf8')])
  const sha256 = createHash('sha256').update(text).update(namesText).digest('hex')
  if ((await db.asSystem(({ catalogue }) => catalogue.findLoaded(NAME))) === sha256) return { loaded: false }
  const names = readStarterNames(namesText)
  const foods = text
    .split('\n')
    .filter(Boolean)
    .map(readStarterFood)
    .map((food) => ({ ...food, synonyms: [...food.synonyms, ...(names.get(food.sourceId) ?? [])] }))
  return db.asSystem(async ({ catalogue }) => {
    await catalogue.lock()
    if ((await catalogue.findLoaded(NAME)) === sha256) return { loaded: false }
    await catalogue.save(foods)
    await catalogue.refreshWords()
    await catalogue.markLoaded(NAME, sha256)
    return { loaded: true }
  })
}
