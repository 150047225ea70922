import { requireDayRange } from '@mymacrotracker/validation'
import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { dayTotalsJson, dayTotalsSchema } from './day-json.ts'
import { dayField } from '../json/fields.ts'
import { defineRoute } from '../server/route.ts'

export const getDiaryDays = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'listDays',
    method: 'get',
    path: '/v1/diary/days',
    tag: 'Diary',
    summary: 'Sums of each day that has entries, at most 366 days',
    access: 'user',
    priority: 'read',
    query: z.strictObject({ from: dayField, to: dayField }),
    answers: {
      200: {
        description: 'Days in order',
        schema: z.strictObject({ items: z.array(dayTotalsSchema) }).meta({ id: 'DayTotalsList' }),
      },
    },
    async handle({ query: { from, to } }, call) {
      const { days } = await clients.events.diary.listDays(requireDayRange(from, to), call)
      return { status: 200, body: { items: days.map(dayTotalsJson) } }
    },
  })
