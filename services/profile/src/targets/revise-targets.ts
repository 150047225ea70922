import { targetsTopic } from '@mymacrotracker/contracts'
import { toList } from '@mymacrotracker/nutrition'
import { revisedFrom, revisionsToState, type Rewrite } from './domain/revision.ts'
import type { ProfileStores } from '../store/database.ts'

/** Changes a locked person's targets from a day on, and states what they are to eat from then on when that has changed. */
export async function reviseTargets(
  { profiles, targets, outbox }: ProfileStores,
  userId: string,
  { from, rewrite }: { from: string; rewrite: Rewrite },
): Promise<void> {
  const known = await targets.listFrom(userId, from)
  const changed = revisedFrom(known, from, rewrite)
  for (const revision of changed) await targets.put(userId, revision)
  for (const { effectiveFrom, days, source } of revisionsToState(known, changed)) {
    const version = await profiles.nextTargetsVersion(userId)
    const byWeekday = days.map((day) => ({ ...day, amounts: toList(day.amounts) }))
    await outbox.append(targetsTopic, userId, {
      fact: { $case: 'changed', value: { userId, effectiveFrom, byWeekday, source, version } },
    })
  }
}
