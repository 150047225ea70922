import { progressTopic } from '@mymacrotracker/contracts'
import { sum } from '@mymacrotracker/nutrition'
import { progressOf } from './domain/progress.ts'
import type { RecommenderStores } from '../store/database.ts'

/** Compares days with their targets as they now are, and states what was not stated of them before. */
export async function stateProgress(
  { entries, targets, stated, outbox }: RecommenderStores,
  userId: string,
  dates: Iterable<string>,
): Promise<void> {
  for (const date of new Set(dates)) {
    const inForce = await targets.findInForce(userId, date)
    if (!inForce) continue
    const totals = sum(await entries.nutrientsOn(userId, date))
    for (const fact of progressOf({ userId, date, totals, targets: inForce })) {
      if (await stated.addOnce(userId, date, fact.$case)) await outbox.append(progressTopic, userId, { fact })
    }
  }
}
