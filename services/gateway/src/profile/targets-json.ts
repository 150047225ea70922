import { WEEKDAYS } from '@mymacrotracker/nutrition'
import {
  TARGET_ENERGY_KCAL,
  TARGET_FIBRE_G,
  TARGET_MACRO_G,
  TARGET_WATER_ML,
} from '@mymacrotracker/contracts'
import type { Targets } from '@mymacrotracker/contracts/profile/v1/targets_service'
import { z } from 'zod'
import { openCodes, targetSource } from '../json/enums.ts'
import { answerDay, rangeField } from '../json/fields.ts'
import { nutrientsJson, nutrientsMessage, nutrientsShape } from '../json/nutrients-json.ts'

const amounts = {
  energyKcal: rangeField(TARGET_ENERGY_KCAL).optional(),
  proteinG: rangeField(TARGET_MACRO_G).optional(),
  carbohydrateG: rangeField(TARGET_MACRO_G).optional(),
  fatG: rangeField(TARGET_MACRO_G).optional(),
  fibreG: rangeField(TARGET_FIBRE_G).optional(),
  waterMl: rangeField(TARGET_WATER_ML).optional(),
}

const dayTargets = z.strictObject(amounts).meta({ id: 'CustomDayTargets' })

const weekdaysSchema = z
  .strictObject(
    Object.fromEntries(WEEKDAYS.map((day) => [day, dayTargets.optional()])) as Record<
      (typeof WEEKDAYS)[number],
      z.ZodOptional<typeof dayTargets>
    >,
  )
  .meta({ id: 'TargetsByWeekday', description: 'The days of the week that differ from the others' })

export const customTargetsSchema = z
  .strictObject({
    ...amounts,
    energyKcal: rangeField(TARGET_ENERGY_KCAL),
    byWeekday: weekdaysSchema.optional(),
  })
  .meta({ id: 'CustomTargets' })

const warningSchema = openCodes(
  'TargetWarning',
  ['RATE_FAST', 'RATE_VERY_FAST', 'CALORIE_FLOOR', 'MACROS_MISMATCH'],
  'Something the person should know about their targets',
)

export const targetsSchema = z
  .strictObject({
    date: answerDay,
    ...nutrientsShape,
    waterMl: z.number().optional(),
    source: targetSource.schema,
    explanation: z.string().meta({ description: 'How the figures came about, for the person' }),
    missing: z
      .array(z.string())
      .optional()
      .meta({ description: 'Fields of the profile that the formula still needs' }),
    warnings: z.array(warningSchema).optional(),
  })
  .meta({ id: 'Targets', description: 'The targets of a day; a nutrient without a target is absent' })
export type TargetsJson = z.input<typeof targetsSchema>

export function targetsJson({
  date,
  amounts: list,
  waterMl: water,
  source,
  explanation,
  missing,
  warnings,
}: Targets): TargetsJson {
  return {
    date,
    ...nutrientsJson(list),
    ...(water !== undefined && { waterMl: Math.round(water) }),
    source: targetSource.name(source) ?? 'formula',
    explanation,
    ...(missing.length > 0 && { missing }),
    ...(warnings.length > 0 && { warnings }),
  }
}

export function customTargetsMessage({ byWeekday = {}, ...everyDay }: z.output<typeof customTargetsSchema>) {
  const weekdays = WEEKDAYS.flatMap((day, index) =>
    byWeekday[day] ? [{ weekday: index + 1, targets: oneDay(byWeekday[day]) }] : [],
  )
  return { targets: oneDay(everyDay), byWeekday: weekdays }
}

const oneDay = ({ waterMl: water, ...nutrients }: z.output<typeof dayTargets>) => ({
  amounts: nutrientsMessage(nutrients),
  waterMl: water,
})
