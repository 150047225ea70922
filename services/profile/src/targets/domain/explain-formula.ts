import { ActivityLevel, GoalKind } from '@mymacrotracker/contracts/profile/v1/person_service'
import type { Body, WholeBody } from './body.ts'
import { KCAL_PER_KG, leastKcal, sexTerm, type EnergyPlan } from './energy.ts'
import { proteinPerKg, referenceWeightKg, type Macros } from './macros.ts'

const ACTIVITY_WORD: Partial<Record<ActivityLevel, string>> = {
  [ActivityLevel.ACTIVITY_LEVEL_SEDENTARY]: 'sedentary',
  [ActivityLevel.ACTIVITY_LEVEL_LIGHT]: 'light',
  [ActivityLevel.ACTIVITY_LEVEL_MODERATE]: 'moderate',
  [ActivityLevel.ACTIVITY_LEVEL_ACTIVE]: 'active',
  [ActivityLevel.ACTIVITY_LEVEL_VERY_ACTIVE]: 'very active',
}
const FIGURE_WORD: Record<string, string> = {
  sex: 'sex',
  birthDate: 'birth date',
  heightCm: 'height',
  weightKg: 'weight',
}

export function explainMissing(missing: readonly string[]): string {
  return `No targets yet: the formula (Mifflin-St Jeor) needs ${missing.map((name) => FIGURE_WORD[name] ?? name).join(', ')}. A missing figure is never guessed.`
}

/** The whole calculation in words and numbers, with the figures it was given. */
export function explainFormula(body: WholeBody, plan: EnergyPlan, macros: Macros): string {
  return [
    energySentence(body, plan),
    floorSentence(body, plan),
    weightSentence(body),
    macrosSentence(body, macros),
    body.isBodyFatKnown ? 'The body fat is not used by this formula.' : '',
  ]
    .filter(Boolean)
    .join(' ')
}

function energySentence(
  body: WholeBody,
  { ageYears, restingKcal, activityFactor, expenditureKcal, goalKcal }: EnergyPlan,
): string {
  const term = sexTerm(body.sex)
  const atRest = `Mifflin-St Jeor: 10 × ${kilograms(body.weightKg)} kg + 6.25 × ${number(body.heightCm)} cm − 5 × ${ageYears} ${signed(term, ' ')} = ${number(Math.round(restingKcal))} kcal at rest`
  const day = `× ${activityFactor} (${ACTIVITY_WORD[body.activityLevel] ?? 'sedentary'}) = ${number(Math.round(expenditureKcal))}`
  const target = number(Math.round(expenditureKcal + goalKcal))
  if (goalKcal === 0)
    return `${atRest}; ${day} kcal a day, ${body.goalKind === undefined ? 'which holds the weight, as no goal is set' : 'which holds the weight'}.`
  const rate = `${body.goalKind === GoalKind.GOAL_KIND_LOSE ? '−' : '+'}${body.ratePercentPerWeek} % of ${kilograms(body.weightKg)} kg a week`
  return `${atRest}; ${day}; ${rate} = ${signed(Math.round(goalKcal))} kcal a day (at ${number(KCAL_PER_KG)} kcal per kg of body weight, a convention) = ${target} kcal a day.`
}

function floorSentence({ sex }: Body, { expenditureKcal, goalKcal, floorKcal }: EnergyPlan): string {
  if (expenditureKcal + goalKcal >= floorKcal) return ''
  const raised = `Raised to ${number(Math.round(floorKcal))} kcal`
  return floorKcal === expenditureKcal
    ? `${raised}, what this body burns: no target goes below ${number(leastKcal(sex))} kcal unless even that would be a surplus.`
    : `${raised}: no target goes below energy at rest or ${number(leastKcal(sex))} kcal.`
}

function weightSentence({ weightMeasuredOn }: Body): string {
  return weightMeasuredOn
    ? `The weight was measured on ${weightMeasuredOn}.`
    : 'The weight is the one given in the profile.'
}

function macrosSentence(
  body: WholeBody,
  { energyKcal, proteinG, carbohydrateG, fatG, fibreG, waterMl }: Macros,
): string {
  const reference = referenceWeightKg(body)
  const capped =
    reference < body.weightKg
      ? ` of ${kilograms(reference)} kg, the weight of this height at a BMI of 30`
      : ''
  return (
    `Protein ${proteinPerKg(body.goalKind)} g per kg${capped} = ${proteinG} g; fat the larger of 0.8 g per kg and 25 % of ${number(energyKcal)} kcal, as far as protein leaves room, = ${fatG} g; ` +
    `carbohydrate the rest = ${carbohydrateG} g; fibre 14 g per 1,000 kcal = ${fibreG} g; water 35 ml per kg = ${number(waterMl)} ml.`
  )
}

const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const weights = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 2 })
const number = (value: number) => numbers.format(value)
const kilograms = (value: number) => weights.format(value)
const signed = (value: number, gap = '') => `${value < 0 ? '−' : '+'}${gap}${number(Math.abs(value))}`
