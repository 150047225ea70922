import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { JsonObject } from '@bufbuild/protobuf'
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt'
import { eventually } from '@mymacrotracker/testing'
import { v7 as uuidv7 } from 'uuid'
import { METHODS_HERE } from './message-differences.ts'
import { withMoreOfAll, withNumber } from './other-releases.ts'
import { clientOfRelease, clientOfThisBuild, type PeerClient } from './peer-clients.ts'
import { released, releasedFiles, releasedServices, schemaOf } from './schema.ts'
import { startSpreadHouse, type SpreadHouse } from './spread-house.ts'

let house: SpreadHouse
beforeAll(async () => {
  house = await startSpreadHouse()
}, 120_000)
afterAll(() => house.stop())

/** Answers that count what has happened, or name who asked first. */
const CHANGES_WITH_A_REPEAT = ['created', 'accessToken']

interface Callers {
  ask(method: string, request: JsonObject, peer?: string): Promise<JsonObject>
  useToken(token: string): void
  asked: Set<string>
  close(): void
}

/** Every method by a caller of another release; what may be sent twice is asked by this build's own as well, and answered alike. */
function callers(schemas: ReadonlyMap<string, ReturnType<typeof released>>): Callers {
  const open = new Map<string, PeerClient>(
    [...schemas].map(([service, schema]) => [
      service,
      clientOfRelease(service, schema, house.address(service)),
    ]),
  )
  const asked = new Set<string>()
  let token: string | undefined
  return {
    asked,
    useToken(given) {
      token = given
    },
    async ask(method, request, peer = 'gateway') {
      const [service, name] = method.split('.') as [string, string]
      const schema = schemas.get(service)!
      const path = [...schema.methods.keys()].find((each) => each.endsWith(`Service/${name}`))!
      const as = { peer, ...(token && { token }) }
      asked.add(path)
      const answer = await open.get(service)!.ask(path, request, as)
      if (schema.methods.get(path)!.idempotency !== MethodOptions_IdempotencyLevel.IDEMPOTENCY_UNKNOWN) {
        const again = await clientOfThisBuild(house, service, schema).ask(path, request, as)
        expect({ method, ...without(again, CHANGES_WITH_A_REPEAT) }).toEqual({
          method,
          ...without(answer, CHANGES_WITH_A_REPEAT),
        })
      }
      return answer
    },
    close() {
      for (const client of open.values()) client.close()
    },
  }
}

const without = (json: JsonObject, names: readonly string[]): JsonObject =>
  JSON.parse(
    JSON.stringify(json, (name, value: unknown) => (names.includes(name) ? undefined : value)),
  ) as JsonObject
const TODAY = new Date().toISOString().slice(0, 10)

/** One person's life with the product, method by method, each answer looked at. */
async function live({ ask, useToken }: Callers): Promise<void> {
  const email = `${randomUUID()}@example.com`
  const password = 'seven green lentils'
  const { user, tokens: first } = (await ask('auth.SignUp', {
    email,
    password,
    displayName: 'Ann',
    remoteAddress: '127.0.0.1',
    deviceName: 'phone',
  })) as { user: JsonObject; tokens: { accessToken: string } }
  expect(user).toMatchObject({ email, displayName: 'Ann' })
  const { tokens } = (await ask('auth.SignIn', {
    email,
    password,
    deviceName: 'tablet',
    remoteAddress: '127.0.0.1',
  })) as { tokens: { refreshToken: string } }
  const { tokens: next } = (await ask('auth.Refresh', { refreshToken: tokens.refreshToken })) as {
    tokens: { refreshToken: string }
  }
  expect(await ask('auth.SignOut', { refreshToken: next.refreshToken })).toEqual({})
  expect(await ask('auth.GetKeySet', {})).toMatchObject({ jwksJson: expect.stringContaining('"kid"') })
  expect(await ask('profile.GetProfile', {})).toEqual({ refused: 'TOKEN_REQUIRED' })
  useToken(first.accessToken)

  const patch = {
    sex: 'SEX_FEMALE',
    birthDate: '1990-01-01',
    heightCm: 170,
    weightKg: 65,
    timeZone: 'UTC',
    allergens: { items: ['milk'] },
  }
  expect(await ask('profile.UpdateProfile', { patch })).toMatchObject({
    profile: { displayName: 'Ann', sex: 'SEX_FEMALE', heightCm: 170, allergens: ['milk'] },
  })
  expect(
    await ask('profile.PutGoal', { goal: { kind: 'GOAL_KIND_LOSE', ratePercentPerWeek: 0.5 } }),
  ).toMatchObject({
    goal: { kind: 'GOAL_KIND_LOSE', ratePercentPerWeek: 0.5 },
    targets: { source: 'TARGET_SOURCE_FORMULA' },
  })
  await ask('profile.PutTargets', {
    targets: {
      amounts: [
        { nutrient: 1, amount: 2000 },
        { nutrient: 2, amount: 60 },
      ],
      waterMl: 2000,
    },
  })
  expect(await ask('profile.GetTargets', { date: TODAY })).toMatchObject({
    targets: {
      date: TODAY,
      source: 'TARGET_SOURCE_CUSTOM',
      waterMl: 2000,
      amounts: expect.arrayContaining([{ nutrient: 2, amount: 60 }]),
    },
  })
  expect(await ask('profile.GetProfile', {})).toMatchObject({
    profile: { birthDate: '1990-01-01', timeZone: 'UTC' },
    goal: { kind: 'GOAL_KIND_LOSE' },
  })

  const { found } = (await ask('integrations.SearchFoods', { query: 'banana', limit: 3 })) as {
    found: { food: { id: string; name: string }; score: number }[]
  }
  const { food } = found[0]!
  expect(await ask('integrations.BatchGetFoods', { ids: [food.id] })).toEqual({ foods: [food] })
  expect(await ask('integrations.GetFoodByBarcode', { barcode: '4006381333931' })).toEqual({
    refused: 'FOOD_NOT_FOUND',
  })
  expect(
    await ask(
      'integrations.ListCandidateFoods',
      { meal: 'dinner', excludedAllergens: ['milk'], limit: 5 },
      'recommender',
    ),
  ).toMatchObject({ foods: expect.arrayContaining([expect.objectContaining({ allergensKnown: true })]) })
  const bread = {
    id: uuidv7(),
    name: 'Ann’s bread',
    basis: 'BASIS_GRAM',
    per100: [{ nutrient: 1, amount: 250 }],
    portions: [{ name: '1 slice', grams: 40 }],
    barcode: '4006381333931',
  }
  expect(await ask('events.CreateOwnFood', { food: bread })).toMatchObject({
    food: { id: bread.id, source: 'FOOD_SOURCE_OWN', portions: bread.portions },
    created: true,
  })
  expect(await ask('events.GetKnownFood', { id: bread.id })).toMatchObject({
    food: { name: 'Ann’s bread', per100: bread.per100 },
  })
  expect(await ask('events.SearchKnownFoods', { query: 'bread', limit: 5 })).toMatchObject({
    found: [{ food: { id: bread.id } }],
  })
  expect(await ask('events.GetOwnFoodByBarcode', { barcode: bread.barcode })).toMatchObject({
    food: { id: bread.id },
  })

  const eaten = { id: uuidv7(), date: TODAY, meal: 'lunch', food: { foodId: food.id, grams: 120 } }
  const shake = {
    id: uuidv7(),
    date: TODAY,
    meal: 'snack',
    quickAdd: {
      name: 'Shake',
      nutrients: [
        { nutrient: 1, amount: 300 },
        { nutrient: 2, amount: 70 },
      ],
    },
  }
  expect(await ask('events.RecordEntry', { entry: eaten })).toMatchObject({
    created: true,
    entry: { name: food.name, grams: 120, food: { foodId: food.id, grams: 120 } },
  })
  await ask('events.RecordEntry', { entry: shake })
  const { entry } = (await ask('events.GetEntry', { id: eaten.id })) as { entry: { version: string } }
  expect(
    await ask('events.UpdateEntry', { id: eaten.id, patch: { meal: 'dinner' }, expectedVersion: '999' }),
  ).toEqual({ refused: 'VERSION_MISMATCH' })
  expect(
    await ask('events.UpdateEntry', {
      id: eaten.id,
      patch: { meal: 'dinner' },
      expectedVersion: entry.version,
    }),
  ).toMatchObject({ entry: { meal: 'dinner', date: TODAY } })
  await ask('events.MarkDay', { date: TODAY, status: 'DAY_STATUS_PARTIAL' })
  expect(await ask('events.GetDay', { date: TODAY })).toMatchObject({
    date: TODAY,
    status: 'DAY_STATUS_PARTIAL',
    entries: [{}, {}],
    byMeal: expect.arrayContaining([expect.objectContaining({ meal: 'snack' })]),
  })
  expect(await ask('events.ListDays', { from: TODAY, to: TODAY })).toMatchObject({
    days: [{ date: TODAY, entryCount: 2 }],
  })
  expect(await ask('events.ListFrequentFoods', { limit: 5 }, 'recommender')).toMatchObject({
    foods: expect.anything(),
  })
  expect(
    await ask('events.RecordWeight', {
      id: uuidv7(),
      measuredAt: `${TODAY}T00:00:01Z`,
      weightKg: 64.5,
      source: 'scale',
    }),
  ).toMatchObject({ weight: { weightKg: 64.5 }, created: true })
  expect(await ask('events.ListWeights', { from: TODAY, to: TODAY })).toMatchObject({
    weights: [{ weightKg: 64.5 }],
    trend: [{ trendKg: 64.5 }],
  })

  expect(await ask('recommender.SuggestMeals', { date: TODAY, meal: 'dinner', count: 2 })).toMatchObject({
    ranking: 'RANKING_FALLBACK',
    meal: 'dinner',
    suggestions: expect.arrayContaining([expect.objectContaining({ foods: expect.anything() })]),
  })
  const told = await eventually(async () => {
    const { notifications } = (await ask('notifier.ListNotifications', { limit: 10 })) as {
      notifications?: { id: string; kind: string }[]
    }
    expect(notifications).toMatchObject([{ kind: 'PROTEIN_TARGET_REACHED', date: TODAY }])
    return notifications!
  }, 20_000)
  expect(await ask('notifier.CountUnread', {})).toEqual({ count: 1 })
  expect(await ask('notifier.MarkNotificationRead', { id: told[0]!.id })).toMatchObject({
    notification: { id: told[0]!.id, readAt: expect.any(String) },
  })
  expect(await ask('events.DeleteEntry', { id: eaten.id })).toEqual({})
  expect(await ask('events.GetEntry', { id: eaten.id })).toEqual({ refused: 'ENTRY_NOT_FOUND' })
}

test('callers of the last release are understood by every method, and answered as those of this build', async () => {
  const schemas = new Map(releasedServices().map((service) => [service, released(service)]))
  const asking = callers(schemas)
  await live(asking)
  expect([...asking.asked].sort()).toEqual(
    [...schemas.values()].flatMap(({ methods }) => [...methods.keys()]).sort(),
  )
  expect([...METHODS_HERE.keys()]).toEqual(expect.arrayContaining([...asking.asked]))
  asking.close()
}, 120_000)

test('callers of a release that says and hears more are understood as well', async () => {
  const asking = callers(
    new Map(releasedServices().map((service) => [service, schemaOf(withMoreOfAll(releasedFiles(service)))])),
  )
  await live(asking)
  asking.close()
}, 120_000)

test('a caller whose release numbered a field otherwise is found', async () => {
  const schemas = new Map(releasedServices().map((service) => [service, released(service)]))
  schemas.set(
    'events',
    schemaOf(withNumber(releasedFiles('events'), 'mymacrotracker.events.v1.FoodAmount', 'grams', 30)),
  )
  const asking = callers(schemas)
  await expect(live(asking)).rejects.toThrow()
  expect(asking.asked).toContain('/mymacrotracker.events.v1.DiaryService/RecordEntry')
  expect(asking.asked).not.toContain('/mymacrotracker.events.v1.DiaryService/UpdateEntry')
  asking.close()
}, 120_000)
