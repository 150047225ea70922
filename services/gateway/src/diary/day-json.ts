import type { DayTotals, GetDayResponse } from '@mymacrotracker/contracts/events/v1/diary_service'
import { z } from 'zod'
import { entryJson, entrySchema } from './entry-json.ts'
import { dayStatus } from '../json/enums.ts'
import { answerDay, orNull, unavailableField } from '../json/fields.ts'
import { nutrientsJson, remainingSchema, totalsSchema } from '../json/nutrients-json.ts'
import { targetsSchema } from '../profile/targets-json.ts'

const diary = {
  date: answerDay,
  entries: z.array(entrySchema),
  totals: totalsSchema,
  byMeal: z.record(z.string(), totalsSchema).meta({ description: 'Totals by the name of the meal' }),
  status: dayStatus.schema,
}

export const diaryDaySchema = z
  .strictObject(diary)
  .meta({ id: 'DiaryDay', description: 'A day of the diary without targets' })

export const daySchema = z
  .strictObject({
    ...diary,
    targets: orNull(targetsSchema),
    remaining: orNull(remainingSchema),
    unavailable: unavailableField.optional(),
  })
  .meta({
    id: 'Day',
    description: 'A day of the diary. targets and remaining are null while the targets cannot be reached.',
  })

export const dayTotalsSchema = z
  .strictObject({ date: answerDay, totals: totalsSchema, entryCount: z.int(), status: dayStatus.schema })
  .meta({ id: 'DayTotals' })

export function diaryDayJson({
  date,
  entries,
  totals,
  byMeal,
  status,
}: GetDayResponse): z.input<typeof diaryDaySchema> {
  return {
    date,
    entries: entries.map(entryJson),
    totals: nutrientsJson(totals),
    byMeal: Object.fromEntries(byMeal.map((each) => [each.meal, nutrientsJson(each.totals)])),
    status: dayStatus.name(status) ?? 'open',
  }
}

export function dayTotalsJson({
  date,
  totals,
  entryCount,
  status,
}: DayTotals): z.input<typeof dayTotalsSchema> {
  return { date, totals: nutrientsJson(totals), entryCount, status: dayStatus.name(status) ?? 'open' }
}
