import { progressTopic } from '@mymacrotracker/contracts'
import { ProgressKind, type ProgressFact } from '@mymacrotracker/contracts/recommender/v1/recommender_events'
import { sum } from '@mymacrotracker/nutrition'
import type { RecommenderStores } from '../store/database.ts'
import { figuresOf, progressOf, type Progress, type ProgressCase } from './domain/progress.ts'
import type { Stated } from './store/stated-store.ts'

const KINDS: Record<ProgressCase, ProgressKind> = {
  proteinTargetReached: ProgressKind.PROGRESS_KIND_PROTEIN_TARGET_REACHED,
  energyTargetExceeded: ProgressKind.PROGRESS_KIND_ENERGY_TARGET_EXCEEDED,
}

type Fact = NonNullable<ProgressFact['fact']>

/** Compares days with their targets as they now are, and states what has come to hold, has changed, or no longer holds. */
export async function stateProgress(
  { entries, targets, stated, outbox }: RecommenderStores,
  userId: string,
  dates: Iterable<string>,
): Promise<void> {
  for (const date of new Set(dates)) {
    const inForce = await targets.findInForce(userId, date)
    if (!inForce) continue
    const totals = sum(await entries.nutrientsOn(userId, date))
    const progress = progressOf({ userId, date, totals, targets: inForce })
    const before = await stated.ofDay(userId, date)
    for (const kind of Object.keys(KINDS) as ProgressCase[]) {
      const now = progress.find(({ $case }) => $case === kind)
      const fact = changeOf({ userId, date, kind }, before.get(kind), now)
      if (!fact) continue
      await stated.keep(userId, date, kind, { isWithdrawn: !now, figures: now ? figuresOf(now) : '' })
      await outbox.append(progressTopic, userId, { fact })
    }
  }
}

/** What others have to hear of one kind of progress. */
function changeOf(
  { userId, date, kind }: { userId: string; date: string; kind: ProgressCase },
  before: Stated | undefined,
  now: Progress | undefined,
): Fact | undefined {
  const held = before !== undefined && !before.isWithdrawn
  if (!now)
    return held ? { $case: 'progressWithdrawn', value: { userId, date, kind: KINDS[kind] } } : undefined
  if (!held) return now
  if (before.figures === figuresOf(now)) return undefined
  return now.$case === 'proteinTargetReached'
    ? { ...now, value: { ...now.value, isUpdate: true } }
    : { ...now, value: { ...now.value, isUpdate: true } }
}
