import { TargetSource, type Targets } from '@mymacrotracker/contracts/profile/v1/targets_service'
import { toList, weekdayOf } from '@mymacrotracker/nutrition'
import { mismatchWarnings } from './domain/custom-revision.ts'
import { shownBefore, type Revision } from './domain/revision.ts'

/** What a revision says of one day. */
export function targetsMessage(revision: Revision, date: string): Targets {
  const { source, explanation, missing, warnings } =
    date < revision.effectiveFrom ? shownBefore(revision) : revision
  const day = revision.days[weekdayOf(date)] ?? { amounts: {} }
  return {
    date,
    amounts: toList(day.amounts),
    waterMl: day.waterMl,
    source,
    explanation,
    missing,
    warnings:
      source === TargetSource.TARGET_SOURCE_CUSTOM
        ? [...mismatchWarnings(day), ...warnings.filter((code) => code !== 'MACROS_MISMATCH')]
        : warnings,
  }
}
