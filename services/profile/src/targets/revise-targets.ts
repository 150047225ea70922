import { targetsTopic } from '@mymacrotracker/contracts'
import { toList } from '@mymacrotracker/nutrition'
import type { ProfileStores } from '../store/database.ts'
import { revisedFrom, revisionsToState, type Change } from './domain/revision.ts'

/** Changes a locked person's targets, and states what they are to eat from then on when that has changed. */
export async function reviseTargets(
  { profiles, targets, outbox }: ProfileStores,
  userId: string,
  change: Change,
): Promise<void> {
  const { revisions: known, isFirst } = await targets.listFrom(userId, change.from)
  const changed = revisedFrom(known, change, isFirst)
  for (const revision of changed) await targets.put(userId, revision)
  for (const { effectiveFrom, days, source } of revisionsToState(known, changed)) {
    const version = await profiles.nextTargetsVersion(userId)
    const byWeekday = days.map((day) => ({ ...day, amounts: toList(day.amounts) }))
    await outbox.append(targetsTopic, userId, {
      fact: { $case: 'changed', value: { userId, effectiveFrom, byWeekday, source, version } },
    })
  }
}
