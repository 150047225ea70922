import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { daySchema } from './day-json.ts'
import { dayField } from '../json/fields.ts'
import { readDay } from './read-day.ts'
import { defineRoute } from '../server/route.ts'

export const getDiaryDay = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'getDay',
    method: 'get',
    path: '/v1/diary/days/{date}',
    tag: 'Diary',
    summary: 'A day: what was eaten, its sums, and what is left',
    access: 'user',
    priority: 'read',
    params: z.strictObject({ date: dayField }),
    answers: { 200: { description: 'The day', schema: daySchema } },
    handle: async ({ params: { date } }, call) => ({ status: 200, body: await readDay(clients, date, call) }),
  })
