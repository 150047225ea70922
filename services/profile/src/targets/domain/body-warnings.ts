import { GoalKind } from '@mymacrotracker/contracts/profile/v1/person_service'
import { ageOn } from '@mymacrotracker/nutrition'
import { bmiOf, type WholeBody } from './body.ts'

const ADULT_YEARS = 18
/** WHO: below it an adult is underweight, kg/m². */
const UNDERWEIGHT_BMI = 18.5
/** Outside them a figure was probably given in another unit: inches for centimetres, pounds for kilograms. */
const PLAUSIBLE_BMI = { min: 10, max: 80 }

/** What those most at risk are to be told, and what a person is to be asked about, by code. */
export function bodyWarnings(body: WholeBody, day: string): string[] {
  const bmi = bmiOf(body)
  if (bmi < PLAUSIBLE_BMI.min || bmi > PLAUSIBLE_BMI.max) return ['BODY_IMPLAUSIBLE']
  const warnings: string[] = []
  if (ageOn(body.birthDate, day) < ADULT_YEARS) warnings.push('UNDER_18')
  if (bmi < UNDERWEIGHT_BMI && body.goalKind === GoalKind.GOAL_KIND_LOSE) warnings.push('UNDERWEIGHT')
  return warnings
}
