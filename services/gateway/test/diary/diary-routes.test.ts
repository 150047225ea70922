import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import type { House, Person } from '@mymacrotracker/all/testing'
import { phoneOf, startGatewayHouse, type Send } from '../phone.ts'

let house: House
let ann: Person
let phone: Send
beforeAll(async () => {
  house = await startGatewayHouse()
})
beforeEach(async () => {
  ann = await house.person()
  phone = phoneOf(house, ann)
})
afterAll(() => house?.stop())

const DAY = '2026-05-05'
const quick = (overrides: object = {}) => ({
  date: DAY,
  eatenAt: `${DAY}T08:00:00+02:00`,
  meal: 'breakfast',
  name: 'Porridge',
  nutrients: { energyKcal: 300, proteinG: 10.5 },
  ...overrides,
})
const aFood = async () =>
  (
    await phone('POST', '/v1/foods', {
      name: 'Lentils',
      per100: { basis: 'g', nutrients: { energyKcal: 116, proteinG: 9 } },
      portions: [{ name: '1 cup', grams: 200 }],
    })
  ).body

describe('POST /v1/diary/entries', () => {
  test('a quick add is stored with its figures as they are', async () => {
    const { status, body, headers } = await phone('POST', '/v1/diary/entries', quick())
    expect(status).toBe(201)
    expect(body).toMatchObject({
      date: DAY,
      eatenAt: `${DAY}T06:00:00.000Z`,
      meal: 'breakfast',
      name: 'Porridge',
      nutrients: { energyKcal: 300, proteinG: 10.5 },
    })
    for (const absent of ['foodId', 'amount', 'grams']) expect(body).not.toHaveProperty(absent)
    expect(headers.get('etag')).toBe(`"${body.version}"`)
    expect(headers.get('location')).toBe(`/v1/diary/entries/${body.id}`)
  })

  test('a food by grams or by portion is stored with a snapshot of its nutrients', async () => {
    const food = await aFood()
    const byGrams = await phone('POST', '/v1/diary/entries', {
      date: DAY,
      meal: 'lunch',
      foodId: food.id,
      amount: { grams: 50 },
    })
    expect(byGrams).toMatchObject({
      status: 201,
      body: {
        foodId: food.id,
        name: 'Lentils',
        amount: { grams: 50 },
        grams: 50,
        nutrients: { energyKcal: 58, proteinG: 4.5 },
      },
    })
    const byPortion = await phone('POST', '/v1/diary/entries', {
      date: DAY,
      meal: 'lunch',
      foodId: food.id,
      amount: { portion: '1 cup', count: 1.5 },
    })
    expect(byPortion).toMatchObject({
      status: 201,
      body: { amount: { portion: '1 cup', count: 1.5 }, grams: 300, nutrients: { energyKcal: 348 } },
    })
  })

  test('the same id and content again is 200 with the same entry, other content 409', async () => {
    const id = uuidv7()
    const first = await phone('POST', '/v1/diary/entries', quick({ id }))
    const again = await phone('POST', '/v1/diary/entries', quick({ id: id.toUpperCase() }))
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body).toEqual(first.body)
    expect(await phone('POST', '/v1/diary/entries', quick({ id, name: 'Muesli' }))).toMatchObject({
      status: 409,
      body: { code: 'ENTRY_EXISTS' },
    })
  })

  test('the same Idempotency-Key stores one entry though no id was sent', async () => {
    const headers = { 'idempotency-key': 'breakfast 1' }
    const first = await phone('POST', '/v1/diary/entries', quick(), headers)
    const again = await phone('POST', '/v1/diary/entries', quick(), headers)
    expect(again.body).toEqual(first.body)
    expect((await phone('GET', `/v1/diary/days/${DAY}`)).body.entries).toHaveLength(1)
    expect(await phone('POST', '/v1/diary/entries', quick({ name: 'Muesli' }), headers)).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    })
  })

  test('an Idempotency-Key that is too long is refused', async () => {
    expect(
      await phone('POST', '/v1/diary/entries', quick(), { 'idempotency-key': 'x'.repeat(256) }),
    ).toMatchObject({ status: 400, body: { errors: [{ path: 'Idempotency-Key' }] } })
  })

  test.each([
    [quick({ surprise: 1 }), 'surprise', 'UNKNOWN_FIELD'],
    [quick({ nutrients: { energyKcal: -1 } }), 'nutrients.energyKcal', 'OUT_OF_RANGE'],
    [quick({ date: '1899-01-01' }), 'date', 'OUT_OF_RANGE'],
    [quick({ meal: 'a\u0000b' }), 'meal', 'TEXT_INVALID'],
    [quick({ id: '17' }), 'id', 'ID_INVALID'],
    [{ meal: 'lunch', foodId: uuidv7(), amount: { grams: -5 } }, 'amount.grams', 'OUT_OF_RANGE'],
    [{ meal: 'lunch', foodId: uuidv7() }, 'amount', 'REQUIRED'],
    [quick({ meal: undefined }), 'meal', 'REQUIRED'],
    [quick({ foodId: uuidv7() }), 'foodId', 'NOT_TOGETHER'],
    [quick({ id: '00000000-0000-0000-0000-000000000000' }), 'id', 'ID_INVALID'],
    [quick({ nutrients: {} }), 'nutrients', 'REQUIRED'],
  ])('%j is refused with %s named', async (body, path, code) => {
    expect(await phone('POST', '/v1/diary/entries', body)).toMatchObject({
      status: 400,
      body: { code, errors: [{ path, code }] },
    })
  })

  test('an id may be a UUID of any version, in capitals as iOS writes it', async () => {
    const id = '5D5C0BD7-BD39-4B0A-8A39-8C9B3C6F1B11'
    const first = await phone('POST', '/v1/diary/entries', quick({ id }))
    expect(first).toMatchObject({ status: 201, body: { id: id.toLowerCase() } })
    expect(await phone('POST', '/v1/diary/entries', quick({ id: id.toLowerCase() }))).toMatchObject({
      status: 200,
      body: { version: first.body.version },
    })
  })

  test('grams are shown to a tenth, and a pinch is not 0', async () => {
    const { body: food } = await phone('POST', '/v1/foods', {
      name: 'Rice',
      per100: { basis: 'g', nutrients: { energyKcal: 350 } },
      portions: [
        { name: '1 oz', grams: 28.35 },
        { name: '1 pinch', grams: 0.0312 },
      ],
    })
    expect(food.portions).toEqual([
      { name: '1 oz', grams: 28.4 },
      { name: '1 pinch', grams: 0.031 },
    ])
    const logged = await phone('POST', '/v1/diary/entries', {
      date: DAY,
      meal: 'lunch',
      foodId: food.id,
      amount: { portion: '1 oz', count: 3.0003 },
    })
    expect(logged).toMatchObject({
      status: 201,
      body: { amount: { portion: '1 oz', count: 3.0003 }, grams: 85.1 },
    })
    expect(
      await phone('POST', '/v1/diary/entries', {
        date: DAY,
        meal: 'lunch',
        foodId: food.id,
        amount: { grams: 85.05000000000001 },
      }),
    ).toMatchObject({ status: 201, body: { amount: { grams: 85.1 }, grams: 85.1 } })
  })

  test('an unknown food is 404', async () => {
    for (const foodId of [uuidv7(), '00000000-0000-0000-0000-000000000000']) {
      expect(
        await phone('POST', '/v1/diary/entries', { meal: 'lunch', foodId, amount: { grams: 5 } }),
      ).toMatchObject({ status: 404, body: { code: 'FOOD_NOT_FOUND' } })
    }
  })
})

describe('/v1/diary/entries/{id}', () => {
  test('an entry is read, and is 304 while it has not changed', async () => {
    const { body } = await phone('POST', '/v1/diary/entries', quick())
    const read = await phone('GET', `/v1/diary/entries/${body.id}`)
    expect(read.body).toEqual(body)
    expect(
      (
        await phone('GET', `/v1/diary/entries/${body.id}`, undefined, {
          'if-none-match': read.headers.get('etag')!,
          'cache-control': 'max-age=0',
        })
      ).status,
    ).toBe(304)
  })

  test('a patch of one field leaves the others', async () => {
    const { body } = await phone('POST', '/v1/diary/entries', quick())
    const patched = await phone('PATCH', `/v1/diary/entries/${body.id}`, { meal: 'second breakfast' })
    expect(patched).toMatchObject({
      status: 200,
      body: { meal: 'second breakfast', name: 'Porridge', nutrients: body.nutrients },
    })
    expect(patched.body.version).toBeGreaterThan(body.version)
    expect(
      await phone('PATCH', `/v1/diary/entries/${body.id}`, { nutrients: { energyKcal: 400 } }),
    ).toMatchObject({ status: 200, body: { name: 'Porridge', nutrients: { energyKcal: 400 } } })
  })

  test('an amount alone may be changed, and belongs to an entry of a food', async () => {
    const food = await aFood()
    const { body } = await phone('POST', '/v1/diary/entries', {
      date: DAY,
      meal: 'lunch',
      foodId: food.id,
      amount: { grams: 50 },
    })
    expect(await phone('PATCH', `/v1/diary/entries/${body.id}`, { amount: { grams: 100 } })).toMatchObject({
      status: 200,
      body: { grams: 100, nutrients: { energyKcal: 116 } },
    })
    const plain = await phone('POST', '/v1/diary/entries', quick())
    expect(
      await phone('PATCH', `/v1/diary/entries/${plain.body.id}`, { amount: { grams: 100 } }),
    ).toMatchObject({
      status: 400,
      body: {
        code: 'NOT_TOGETHER',
        errors: [{ path: 'amount', message: expect.stringContaining('this one is a quick add') }],
      },
    })
    expect(await phone('PATCH', `/v1/diary/entries/${body.id}`, { name: 'Lentil soup' })).toMatchObject({
      status: 400,
      body: {
        code: 'NOT_TOGETHER',
        errors: [{ path: 'name', message: expect.stringContaining('this one is of a food') }],
      },
    })
    expect(
      await phone('PATCH', `/v1/diary/entries/${plain.body.id}`, { amount: { grams: 100 }, name: 'x' }),
    ).toMatchObject({ status: 400, body: { code: 'NOT_TOGETHER', errors: [{ path: 'name' }] } })
  })

  test('a stale If-Match is 412 and changes nothing; the current one is taken', async () => {
    const { body, headers } = await phone('POST', '/v1/diary/entries', quick())
    const stale = headers.get('etag')!
    const current = (
      await phone('PATCH', `/v1/diary/entries/${body.id}`, { meal: 'lunch' }, { 'if-match': stale })
    ).headers.get('etag')!
    expect(
      await phone('PATCH', `/v1/diary/entries/${body.id}`, { meal: 'dinner' }, { 'if-match': stale }),
    ).toMatchObject({ status: 412, body: { code: 'VERSION_MISMATCH' } })
    expect(
      await phone('DELETE', `/v1/diary/entries/${body.id}`, undefined, { 'if-match': stale }),
    ).toMatchObject({ status: 412 })
    expect((await phone('GET', `/v1/diary/entries/${body.id}`)).body.meal).toBe('lunch')
    expect(
      (await phone('DELETE', `/v1/diary/entries/${body.id}`, undefined, { 'if-match': `W/${current}` }))
        .status,
    ).toBe(204)
  })

  test('an If-Match that is no version is 400', async () => {
    const { body } = await phone('POST', '/v1/diary/entries', quick())
    expect(
      await phone('DELETE', `/v1/diary/entries/${body.id}`, undefined, { 'if-match': '"abc"' }),
    ).toMatchObject({ status: 400, body: { errors: [{ path: 'If-Match' }] } })
  })

  test("a deleted entry, another person's and one that never was are answered alike", async () => {
    const { body } = await phone('POST', '/v1/diary/entries', quick())
    const bob = phoneOf(house, await house.person())
    const foreign = await bob('GET', `/v1/diary/entries/${body.id}`)
    expect(foreign).toMatchObject({ status: 404, body: { code: 'ENTRY_NOT_FOUND' } })
    expect((await bob('GET', `/v1/diary/entries/${uuidv7()}`)).body).toEqual(foreign.body)
    expect((await bob('GET', '/v1/diary/entries/nonsense')).body).toEqual(foreign.body)
    expect((await bob('PATCH', `/v1/diary/entries/${body.id}`, { meal: 'mine' })).body).toEqual(foreign.body)
    expect((await bob('PATCH', `/v1/diary/entries/${body.id}`, { amount: { grams: 1 } })).body).toEqual(
      foreign.body,
    )
    expect((await bob('DELETE', `/v1/diary/entries/${body.id}`)).body).toEqual(foreign.body)
    expect((await phone('DELETE', `/v1/diary/entries/${body.id}`)).status).toBe(204)
    expect((await phone('GET', `/v1/diary/entries/${body.id}`)).body).toEqual(foreign.body)
    expect((await phone('DELETE', `/v1/diary/entries/${body.id}`)).body).toEqual(foreign.body)
  })
})

describe('days', () => {
  test('a day has its entries, sums by meal, targets and what is left', async () => {
    await phone('PUT', '/v1/targets', { energyKcal: 2000, proteinG: 100, carbohydrateG: 250, fatG: 67 })
    const today = (await phone('GET', '/v1/targets')).body.date as string
    await phone('POST', '/v1/diary/entries', quick({ date: today }))
    await phone(
      'POST',
      '/v1/diary/entries',
      quick({ date: today, meal: 'tea & cake', nutrients: { energyKcal: 1800, fatG: 70 } }),
    )
    const { status, body } = await phone('GET', `/v1/diary/days/${today}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      date: today,
      totals: { energyKcal: 2100, proteinG: 10.5, fatG: 70 },
      byMeal: {
        breakfast: { energyKcal: 300, proteinG: 10.5 },
        'tea & cake': { energyKcal: 1800, fatG: 70 },
      },
      targets: { energyKcal: 2000, source: 'custom' },
      remaining: { energyKcal: -100, proteinG: 89.5, fatG: -3 },
      status: 'open',
    })
    expect(body.entries).toHaveLength(2)
    expect(body).not.toHaveProperty('unavailable')
  })

  test('a day is marked and says so', async () => {
    expect(await phone('PUT', `/v1/diary/days/${DAY}/status`, { status: 'fasting' })).toMatchObject({
      status: 200,
      body: { date: DAY, status: 'fasting' },
    })
    expect((await phone('GET', `/v1/diary/days/${DAY}`)).body.status).toBe('fasting')
    expect(await phone('PUT', `/v1/diary/days/${DAY}/status`, { status: 'done' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'status' }] },
    })
  })

  test('a range answers the sums of days that have entries', async () => {
    await phone('POST', '/v1/diary/entries', quick())
    await phone('POST', '/v1/diary/entries', quick({ date: '2026-05-07' }))
    expect(await phone('GET', '/v1/diary/days?from=2026-05-01&to=2026-05-31')).toMatchObject({
      status: 200,
      body: {
        items: [
          { date: DAY, totals: { energyKcal: 300 }, entryCount: 1, status: 'open' },
          { date: '2026-05-07' },
        ],
      },
    })
  })

  test.each([
    ['from=2025-01-01&to=2026-01-02', 'to', 'RANGE_TOO_LONG'],
    ['from=2026-01-02&to=2026-01-01', 'to', 'OUT_OF_RANGE'],
    ['from=2026-01-02', 'to', 'REQUIRED'],
    ['from=x&to=2026-01-01', 'from', 'DATE_INVALID'],
    ['from=2026-01-01&from=2026-01-02&to=2026-01-03', 'from', 'WRONG_TYPE'],
    ['from=2026-01-01&to=2026-01-03&x=1', 'x', 'UNKNOWN_FIELD'],
  ])('the range %s is refused', async (query, path, code) => {
    expect(await phone('GET', `/v1/diary/days?${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ path, code }] },
    })
  })

  test('366 days are a range still', async () => {
    expect((await phone('GET', '/v1/diary/days?from=2024-01-01&to=2024-12-31')).status).toBe(200)
  })

  test('a far day is refused', async () => {
    expect(await phone('GET', '/v1/diary/days/2150-01-01')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'date', code: 'OUT_OF_RANGE' }] },
    })
  })
})

describe('weights', () => {
  test('a weight is logged once by id and comes back with a trend', async () => {
    const id = uuidv7()
    const weight = { id, measuredAt: '2026-05-05T07:00:00Z', weightKg: 70.4 }
    const first = await phone('POST', '/v1/weights', weight)
    expect(first).toMatchObject({ status: 201, body: { id, weightKg: 70.4, source: 'manual' } })
    expect(await phone('POST', '/v1/weights', weight)).toMatchObject({ status: 200, body: first.body })
    expect(await phone('POST', '/v1/weights', { ...weight, weightKg: 71 })).toMatchObject({ status: 409 })
    const list = await phone('GET', '/v1/weights?from=2026-05-01&to=2026-05-31')
    expect(list).toMatchObject({
      status: 200,
      body: { items: [{ id }], trend: [{ date: DAY, trendKg: 70.4 }] },
    })
  })

  test('without a range the last weights are answered', async () => {
    await phone('POST', '/v1/weights', {
      measuredAt: new Date(house.clock.now()).toISOString(),
      weightKg: 70,
    })
    expect((await phone('GET', '/v1/weights')).body.items).toHaveLength(1)
  })

  test.each([
    [{ weightKg: -1 }, 'weightKg'],
    [{ weightKg: 1e308 }, 'weightKg'],
    [{ measuredAt: '2026-05-05' }, 'measuredAt'],
    [{ unit: 'kg' }, 'unit'],
    [{ id: '00000000-0000-0000-0000-000000000000' }, 'id'],
  ])('%j is refused with %s named', async (wrong, path) => {
    expect(
      await phone('POST', '/v1/weights', { measuredAt: '2026-05-05T07:00:00Z', weightKg: 70, ...wrong }),
    ).toMatchObject({ status: 400, body: { errors: [{ path }] } })
  })
})
