import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { daySchema } from './day-json.ts'
import { dayStatus } from '../json/enums.ts'
import { dayField } from '../json/fields.ts'
import { readDay } from './read-day.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const putDiaryDayStatus = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'markDay',
    method: 'put',
    path: '/v1/diary/days/{date}/status',
    tag: 'Diary',
    summary: 'Mark a day',
    description: 'Says whether the record of a day is complete, partial, or empty because of a fast.',
    access: 'user',
    priority: 'write',
    params: z.strictObject({ date: dayField }),
    body: z.strictObject({ status: dayStatus.schema }).meta({ id: 'MarkDayRequest' }),
    answers: { 200: { description: 'The day after the change', schema: daySchema } },
    problems: ['VALUE_UNKNOWN'],
    examples: { params: { date: EXAMPLE.date }, bodies: { complete: { status: 'complete' } } },
    async handle({ params: { date }, body: { status } }, call) {
      await clients.events.diary.markDay({ date, status: dayStatus.value(status) }, call)
      return { status: 200, body: await readDay(clients, date, call) }
    },
  })
