import { MAX_RANGE_DAYS } from '@mymacrotracker/contracts'
import { requireDayRange } from '@mymacrotracker/validation'
import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { lastDays } from './last-days.ts'
import { dayField } from '../json/fields.ts'
import { trendPointJson, trendPointSchema, weightJson, weightSchema } from './weight-json.ts'
import { defineRoute } from '../server/route.ts'

const DEFAULT_DAYS = 90

export const getWeights = ({ clients, clock }: GatewayContext) =>
  defineRoute({
    name: 'listWeights',
    method: 'get',
    path: '/v1/weights',
    tag: 'Weights',
    summary: 'List weights',
    description: `The weighings from one day to another, at most ${MAX_RANGE_DAYS} days, and the trend through them. If no range is given, it is the last ${DEFAULT_DAYS} days.`,
    access: 'user',
    priority: 'read',
    query: z.strictObject({ from: dayField.optional(), to: dayField.optional() }),
    answers: {
      200: {
        description: 'The weighings in order, and the trend',
        schema: z
          .strictObject({ items: z.array(weightSchema), trend: z.array(trendPointSchema) })
          .meta({ id: 'WeightList' }),
      },
    },
    problems: ['RANGE_TOO_LONG'],
    examples: { query: { from: '2026-05-01', to: '2026-05-31' } },
    async handle({ query }, call) {
      const last = lastDays(query.to ?? clock.now(), DEFAULT_DAYS)
      const { weights, trend } = await clients.events.weights.listWeights(
        requireDayRange(query.from ?? last.from, query.to ?? last.to),
        call,
      )
      return { status: 200, body: { items: weights.map(weightJson), trend: trend.map(trendPointJson) } }
    },
  })
