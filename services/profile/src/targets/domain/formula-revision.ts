import { CARBOHYDRATE, ENERGY, FAT, FIBRE, PROTEIN } from '@mymacrotracker/nutrition'
import { TargetSource } from '@mymacrotracker/contracts/profile/v1/targets_service'
import { bodyWarnings } from './body-warnings.ts'
import { isWhole, missingFigures, type Body } from './body.ts'
import { rateWarnings } from './check-goal.ts'
import { planEnergy } from './energy.ts'
import { explainFormula, explainMissing } from './explain-formula.ts'
import { splitEnergy, type Macros } from './macros.ts'
import type { DayTargets, Revision } from './revision.ts'

/** Targets by the formula from a day on. The age is that of this day, and stays so until the next revision. */
export function formulaRevision(body: Body, effectiveFrom: string): Revision {
  const rest = { effectiveFrom, source: TargetSource.TARGET_SOURCE_FORMULA, body }
  const rate = rateWarnings(body.goalKind, body.ratePercentPerWeek)
  if (!isWhole(body)) {
    const missing = missingFigures(body)
    return {
      ...rest,
      days: everyDay({ amounts: {} }),
      explanation: explainMissing(missing),
      missing,
      warnings: rate,
    }
  }
  const plan = planEnergy(body, effectiveFrom)
  const macros = splitEnergy(plan.energyKcal, body)
  const isRaised = plan.expenditureKcal + plan.goalKcal < plan.floorKcal
  return {
    ...rest,
    days: everyDay(dayOf(macros)),
    explanation: explainFormula(body, plan, macros),
    missing: [],
    warnings: [...rate, ...bodyWarnings(body, effectiveFrom), ...(isRaised ? ['CALORIE_FLOOR'] : [])],
  }
}

export function everyDay(day: DayTargets): DayTargets[] {
  return Array.from({ length: 7 }, () => day)
}

function dayOf({ energyKcal, proteinG, carbohydrateG, fatG, fibreG, waterMl }: Macros): DayTargets {
  const amounts = {
    [ENERGY]: energyKcal,
    [PROTEIN]: proteinG,
    [CARBOHYDRATE]: carbohydrateG,
    [FAT]: fatG,
    [FIBRE]: fibreG,
  }
  return { amounts, waterMl }
}
