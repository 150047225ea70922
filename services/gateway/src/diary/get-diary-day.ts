import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { daySchema } from './day-json.ts'
import { dayField } from '../json/fields.ts'
import { readDay } from './read-day.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const getDiaryDay = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'getDay',
    method: 'get',
    path: '/v1/diary/days/{date}',
    tag: 'Diary',
    summary: 'Get a day',
    description: 'What was eaten on a day, its totals, the targets in force and what is left of them.',
    access: 'user',
    priority: 'read',
    params: z.strictObject({ date: dayField }),
    answers: { 200: { description: 'The day', schema: daySchema } },
    examples: { params: { date: EXAMPLE.date } },
    handle: async ({ params: { date } }, call) => ({ status: 200, body: await readDay(clients, date, call) }),
  })
