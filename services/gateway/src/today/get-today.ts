import type { GetDayResponse } from '@mymacrotracker/contracts/events/v1/diary_service'
import type { Targets } from '@mymacrotracker/contracts/profile/v1/targets_service'
import type { SuggestMealsResponse } from '@mymacrotracker/contracts/recommender/v1/suggestions_service'
import { DEFAULT_SUGGESTIONS } from '@mymacrotracker/contracts'
import { utcDay } from '@mymacrotracker/nutrition'
import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { lastDays } from '../weights/last-days.ts'
import { diaryDayJson, diaryDaySchema } from '../diary/day-json.ts'
import { answerDay, orNull, unavailableField } from '../json/fields.ts'
import { remainingJson, remainingSchema } from '../json/nutrients-json.ts'
import { rankingJson, rankingSchema, suggestionJson, suggestionSchema } from './suggestion-json.ts'
import { targetsJson, targetsSchema } from '../profile/targets-json.ts'
import { trendKgJson } from '../weights/weight-json.ts'
import { askParts } from '../server/ask-parts.ts'
import { defineRoute } from '../server/route.ts'

const TREND_DAYS = 30

const todaySchema = z
  .strictObject({
    date: answerDay,
    day: orNull(diaryDaySchema),
    targets: orNull(targetsSchema),
    remaining: orNull(remainingSchema),
    trendWeightKg: z
      .number()
      .optional()
      .meta({ description: 'Absent if nothing was weighed in the last 30 days' }),
    suggestions: z.array(suggestionSchema),
    ranking: rankingSchema.optional(),
    unreadCount: orNull(z.int()),
    unavailable: unavailableField,
  })
  .meta({
    id: 'Today',
    description:
      'A part that is unavailable is null, empty or absent and is named in unavailable: day, targets, trendWeight, suggestions or notifications.',
  })

export const getToday = ({ clients: { events, notifier, profile, recommender }, clock }: GatewayContext) =>
  defineRoute({
    name: 'getToday',
    method: 'get',
    path: '/v1/today',
    tag: 'Today',
    summary: 'Get the home screen',
    description:
      'The day, what is left of the targets, the trend weight, suggestions and the number of unread notifications in one call. Each part has 800 ms: one that is late is left out and named in unavailable.',
    access: 'user',
    priority: 'read',
    answers: { 200: { description: 'The home screen', schema: todaySchema } },
    async handle(_input, call) {
      // Nothing here is the caller's input, so no failure but that of the token is the caller's.
      const parts = askParts(call, { passOn: ['unauthenticated'] })
      const [day, targets, weights, meals, unread] = await Promise.all([
        parts.ask('day', (within) => events.diary.getDay({ date: '' }, within)),
        parts.ask('targets', (within) => profile.targets.getTargets({ date: '' }, within)),
        parts.ask('trendWeight', (within) =>
          events.weights.listWeights(lastDays(clock.now(), TREND_DAYS), within),
        ),
        parts.ask('suggestions', (within) =>
          recommender.suggestions.suggestMeals({ date: '', meal: '', count: DEFAULT_SUGGESTIONS }, within),
        ),
        parts.ask('notifications', (within) => notifier.inbox.countUnread({}, within)),
      ])
      const date = day?.date ?? targets?.targets?.date ?? meals?.date ?? utcDay(clock.now())
      const trend = weights?.trend.at(-1)
      return {
        status: 200,
        body: {
          date,
          ...againstTargets(day, targets?.targets),
          ...(trend && { trendWeightKg: trendKgJson(trend.trendKg) }),
          ...suggested(meals),
          unreadCount: unread?.count ?? null,
          unavailable: parts.unavailable(),
        } satisfies z.input<typeof todaySchema>,
      }
    },
  })

function againstTargets(day: GetDayResponse | undefined, targets: Targets | undefined) {
  const diary = day && diaryDayJson(day)
  return {
    day: diary ?? null,
    targets: targets ? targetsJson(targets) : null,
    remaining: diary && targets ? remainingJson(targets.amounts, diary.totals) : null,
  }
}

function suggested(meals: SuggestMealsResponse | undefined) {
  return {
    suggestions: meals?.suggestions.map(suggestionJson) ?? [],
    ...(meals && { ranking: rankingJson(meals.ranking) }),
  }
}
