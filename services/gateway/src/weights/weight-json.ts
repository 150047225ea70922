import { MAX_WEIGHT_SOURCE, WEIGHT_KG } from '@mymacrotracker/contracts'
import type { TrendPoint, Weight } from '@mymacrotracker/contracts/events/v1/weights_service'
import { z } from 'zod'
import {
  answerDay,
  answerId,
  answerInstant,
  instantField,
  instantText,
  newIdField,
  rangeField,
  textField,
  versionField,
} from '../json/fields.ts'
import { round } from '../json/nutrients-json.ts'

const TREND_DECIMALS = 2

export const newWeightSchema = z
  .strictObject({
    id: newIdField.optional(),
    measuredAt: instantField,
    weightKg: rangeField(WEIGHT_KG),
    source: textField(MAX_WEIGHT_SOURCE)
      .optional()
      .meta({ description: 'What measured it, such as a scale; manual if absent' }),
  })
  .meta({ id: 'NewWeight' })

export const weightPatchSchema = newWeightSchema
  .pick({ measuredAt: true, weightKg: true })
  .partial()
  .meta({ id: 'WeightPatch', description: 'What is absent stays as it is' })

export const WEIGHT_HEADERS = { ETag: 'The version of the weight, for If-Match' }
export const weightTag = ({ version }: Weight): string => `"${version}"`

export const weightSchema = z
  .strictObject({
    id: answerId,
    measuredAt: answerInstant,
    date: answerDay,
    weightKg: z.number(),
    source: z.string(),
    version: versionField,
  })
  .meta({ id: 'Weight' })
export const trendPointSchema = z
  .strictObject({ date: answerDay, trendKg: z.number() })
  .meta({ id: 'TrendPoint' })

export function weightJson({
  id,
  measuredAt,
  date,
  weightKg,
  source,
  version,
}: Weight): z.input<typeof weightSchema> {
  return { id, measuredAt: instantText(measuredAt), date, weightKg, source, version: Number(version) }
}

export const trendKgJson = (trendKg: number): number => round(trendKg, TREND_DECIMALS)

export function trendPointJson({ date, trendKg }: TrendPoint): z.input<typeof trendPointSchema> {
  return { date, trendKg: trendKgJson(trendKg) }
}
