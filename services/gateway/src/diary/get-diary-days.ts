import { MAX_RANGE_DAYS } from '@mymacrotracker/contracts'
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
    summary: 'List days',
    description: `The totals of each day from one day to another, both included, at most ${MAX_RANGE_DAYS} days.`,
    access: 'user',
    priority: 'read',
    query: z.strictObject({ from: dayField, to: dayField }),
    answers: {
      200: {
        description: 'The days in order',
        schema: z.strictObject({ items: z.array(dayTotalsSchema) }).meta({ id: 'DayTotalsList' }),
      },
    },
    problems: ['RANGE_TOO_LONG'],
    examples: { query: { from: '2026-05-01', to: '2026-05-31' } },
    async handle({ query: { from, to } }, call) {
      const { days } = await clients.events.diary.listDays(requireDayRange(from, to), call)
      return { status: 200, body: { items: days.map(dayTotalsJson) } }
    },
  })
