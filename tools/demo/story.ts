import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Api, Day, Food, Notification, Session, Suggestions, Targets, Today, Weights } from './api.ts'
import { logWeek, search } from './log-week.ts'
import { phoneTricks } from './phone-tricks.ts'
import {
  heading,
  inboxLines,
  mealLines,
  paragraph,
  remainingLines,
  searchLines,
  suggestionLines,
  trickLines,
  weekLines,
} from './show.ts'
import { dayName, paint, whole } from './table.ts'
import { GOAL, PERSON } from './week.ts'

type Say = (lines: readonly string[]) => void

const INBOX_WAIT_MS = 15_000
const SEARCHES_SHOWN = 8
const HOME_SCREENS = 9

/** In a large catalogue, but not in the starter catalogue. */
const RARE_FOODS = ['jackfruit', 'jicama raw', 'bison rosted']

export interface StoryOptions {
  /** Foods were imported before. */ hasImported: boolean
}

/** A new person's first week, in the order in which they live it. */
export async function tellStory(api: Api, say: Say, { hasImported }: StoryOptions): Promise<void> {
  await meet(api, say)
  const { date: today } = await api.get<Today>('/v1/today')

  const startedAt = performance.now()
  const week = await logWeek(api, today)
  const tookMs = performance.now() - startedAt
  const entries = api.writesMs.length
  say(heading('2  She logs a week: meals typed with slips of the finger, weights on five mornings'))
  say(searchLines([...week.found].slice(0, SEARCHES_SHOWN)))
  say([
    '',
    `  … and ${week.found.size - SEARCHES_SHOWN} more. ${entries} entries in ${(tookMs / 1000).toFixed(1)} s; one is stored in ${median(api.writesMs).toFixed(0)} ms (median, over HTTP).`,
  ])

  if (hasImported) {
    say(['', '  Out of the foods just imported:'])
    say(
      searchLines(
        await Promise.all(RARE_FOODS.map(async (typed) => [typed, await search(api, typed)] as const)),
      ),
    )
  }

  say(heading('3  What else phones do, with the status of each answer'))
  say(trickLines(await phoneTricks(api, week)))

  const inbox = await waitForInbox(api)
  const days = await Promise.all(week.days.map((date) => api.get<Day>(`/v1/diary/days/${date}`)))
  const weights = await api.get<Weights>(`/v1/weights?from=${week.days[0]}&to=${today}`)
  say(heading('4  The week against its targets (│); they follow the scale'))
  say([
    ...weekLines(days, weights),
    '',
    paint('dim', '  trend: the weight without the noise of single mornings'),
  ])

  const day = days.at(-1)!
  say(heading(`5  Today, ${dayName(today)}, before dinner`))
  say([...remainingLines(day), '', ...mealLines(day)])

  await suggest(api, say)
  say(heading('7  Her inbox'))
  say(inbox.length > 0 ? inboxLines(inbox) : [`  nothing within ${INBOX_WAIT_MS / 1000} s`])
  await homeScreen(api, say)
}

async function meet(api: Api, say: Say): Promise<void> {
  const { displayName } = PERSON
  const account = {
    email: `mara.${randomUUID()}@example.com`,
    password: `porridge ${randomUUID()}`,
    displayName,
  }
  const { body: session } = await api.call<Session>('POST', '/v1/auth/sign-up', { body: account })
  api.useToken(session.accessToken)
  await api.call('PATCH', '/v1/profile', {
    body: { ...PERSON, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone },
  })
  const {
    body: { targets },
  } = await api.call<{ targets: Targets }>('PUT', '/v1/goal', { body: GOAL })
  say(heading('1  Somebody new'))
  say(
    paragraph(
      `${displayName} signs up: ${PERSON.sex}, born ${PERSON.birthDate}, ${PERSON.heightCm} cm, ${PERSON.weightKg} kg, ${PERSON.activityLevel} activity. Allergic to ${PERSON.allergens.join(', ')}; does not like ${PERSON.dislikes.join(', ')}. Goal: ${GOAL.kind} ${GOAL.ratePercentPerWeek} % a week.`,
    ),
  )
  const amount = (key: string) => whole(Number(targets[key]))
  say([
    '',
    `  Targets a day: ${amount('energyKcal')} kcal, ${amount('proteinG')} g protein, ${amount('carbohydrateG')} g carbohydrate, ${amount('fatG')} g fat, ${amount('fibreG')} g fibre`,
  ])
  say(paragraph(targets.explanation))
}

/** Facts travel from the diary to the recommender and on to the notifier. */
async function waitForInbox(api: Api): Promise<Notification[]> {
  for (const startedAt = Date.now(); ;) {
    const { items } = await api.get<{ items: Notification[] }>('/v1/notifications')
    if (items.length > 1 || Date.now() - startedAt > INBOX_WAIT_MS) return items
    await sleep(100)
  }
}

async function suggest(api: Api, say: Say): Promise<void> {
  const { body: suggestions, tookMs } = await api.call<Suggestions>(
    'GET',
    '/v1/suggestions?meal=dinner&count=3',
  )
  say(
    heading(
      `6  What could dinner be? Out of what is left of the day, in ${tookMs.toFixed(0)} ms (ranking: ${suggestions.ranking})`,
    ),
  )
  say(suggestions.items.length > 0 ? suggestionLines(suggestions) : ['  no suggestion'])
  const foods = await Promise.all(
    [...new Set(suggestions.items.flatMap((each) => each.foods.map(({ foodId }) => foodId)))].map((id) =>
      api.get<Food>(`/v1/foods/${id}`),
    ),
  )
  const [allergen, dislike] = [PERSON.allergens[0], PERSON.dislikes[0]]
  const unfit = foods.filter(
    (food) =>
      !food.allergens || food.allergens.includes(allergen) || food.name.toLowerCase().includes(dislike),
  )
  if (unfit.length > 0)
    throw new Error(
      `suggested to somebody allergic to ${allergen} who does not like ${dislike}: ${unfit.map(({ name }) => name).join('; ')}`,
    )
  say([
    '',
    `  Looked up all ${foods.length} foods: every one is known to be free of ${allergen}, and none is ${dislike}.`,
  ])
}

async function homeScreen(api: Api, say: Say): Promise<void> {
  const timesMs: number[] = []
  for (let at = 1; at < HOME_SCREENS; at++) timesMs.push((await api.call('GET', '/v1/today')).tookMs)
  const { body: today, tookMs } = await api.call<Today>('GET', '/v1/today')
  timesMs.push(tookMs)
  say(heading('8  The home screen in one call'))
  const missing =
    today.unavailable.length > 0
      ? `without ${today.unavailable.join(', ')}, which did not answer in time`
      : 'all parts answered'
  say([
    `  GET /v1/today: ${median(timesMs).toFixed(0)} ms (median of ${HOME_SCREENS}, slowest ${Math.max(...timesMs).toFixed(0)} ms); ${missing}.`,
    `  Trend weight ${today.trendWeightKg?.toFixed(2) ?? '–'} kg, ${today.unreadCount ?? '–'} unread.`,
    '',
  ])
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
