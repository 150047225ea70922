import type { TargetSource } from '@mymacrotracker/contracts/profile/v1/targets_service'
import { isSameBody, type Body } from './body.ts'
import { FIRST_DAY } from '@mymacrotracker/contracts'
import { isSame, type Nutrients } from '@mymacrotracker/nutrition'

/** What a day asks for; no amounts while figures of the body are missing. */
export interface DayTargets {
  amounts: Nutrients
  waterMl?: number | undefined
}

/** Targets in force from a day on, until the next revision. */
export interface Revision {
  effectiveFrom: string
  source: TargetSource
  /** Seven, Monday first. */
  days: DayTargets[]
  explanation: string
  /** Figures the formula lacks; then the days hold no amounts. */
  missing: string[]
  warnings: string[]
  /** What the formula was given; undefined when no formula made the targets. */
  body: Body | undefined
}

/** What a change makes of the targets in force on a day; undefined leaves them as they are. */
export type Rewrite = (before: Revision | undefined, effectiveFrom: string) => Revision | undefined

/** A change of targets from a day on. */
export interface Change {
  from: string
  rewrite: Rewrite
  /** A later day on which something else comes into force, although no revision says so yet. */
  until?: string | undefined
}

/**
 * The revisions that a change adds or replaces, in order of days. `known` is the revision in force on its first day and all
 * later ones; `isFirst` says that there is none before. Days before `from` keep what they show, also those before the first
 * revision.
 */
export function revisedFrom(
  known: readonly Revision[],
  { from, rewrite, until }: Change,
  isFirst: boolean,
): Revision[] {
  const later = known.map(({ effectiveFrom }) => effectiveFrom).filter((day) => day > from)
  const days = [...new Set([from, ...later, ...(until ? [until] : [])])].toSorted()
  const changed: Revision[] = []
  let previous = known.findLast(({ effectiveFrom }) => effectiveFrom < from)
  for (const day of days) {
    const stood = known.find(({ effectiveFrom }) => effectiveFrom === day)
    const inForce = known.findLast(({ effectiveFrom }) => effectiveFrom <= day) ?? known[0]
    const after = rewrite(inForce, day)
    const before = stood ?? previous ?? inForce
    if (after && isChange(before, after)) changed.push(after)
    previous = after && isChange(before, after) ? after : (stood ?? previous)
  }
  const first = isFirst ? known[0] : undefined
  const movesFirst =
    first !== undefined &&
    first.effectiveFrom >= from &&
    changed[0]?.effectiveFrom === from &&
    from > FIRST_DAY
  return movesFirst ? [{ ...shownBefore(first), effectiveFrom: FIRST_DAY }, ...changed] : changed
}

/** The first revision as it is shown for days before it. */
export function shownBefore(first: Revision): Revision {
  return {
    ...first,
    explanation: `These targets were first set for ${first.effectiveFrom}; earlier days show the same. ${first.explanation}`,
  }
}

/**
 * The revisions that others must hear of, in order of days: from the first that has them eat otherwise on. A fact holds from
 * its day until a later fact says otherwise, so whatever comes after that day is stated again, changed or not.
 */
export function revisionsToState(known: readonly Revision[], changed: readonly Revision[]): Revision[] {
  const inForceOn = (day: string) => known.findLast(({ effectiveFrom }) => effectiveFrom <= day)
  const first = changed.find((revision) => hasOtherTargets(inForceOn(revision.effectiveFrom), revision))
  if (!first) return []
  const kept = known.filter((one) => !changed.some((other) => other.effectiveFrom === one.effectiveFrom))
  return [...kept, ...changed]
    .filter(({ effectiveFrom }) => effectiveFrom >= first.effectiveFrom)
    .toSorted((one, other) => (one.effectiveFrom < other.effectiveFrom ? -1 : 1))
}

function hasOtherTargets(before: Revision | undefined, after: Revision): boolean {
  return before?.source !== after.source || !after.days.every((day, at) => isSameDay(before.days[at], day))
}

/** Targets that nobody has yet and that cannot be reckoned are no revision. */
function isChange(before: Revision | undefined, after: Revision): boolean {
  if (!before) return after.missing.length === 0
  return (
    hasOtherTargets(before, after) ||
    before.explanation !== after.explanation ||
    !isSameBody(before.body, after.body)
  )
}

function isSameDay(one: DayTargets | undefined, other: DayTargets): boolean {
  return one !== undefined && one.waterMl === other.waterMl && isSame(one.amounts, other.amounts)
}
