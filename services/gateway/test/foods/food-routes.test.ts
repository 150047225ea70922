import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import type { House } from '@mymacrotracker/all/testing'
import { holdTable } from '../server/hold-table.ts'
import { phoneOf, startGatewayHouse, type Send } from '../phone.ts'

let house: House
let phone: Send
beforeAll(async () => {
  house = await startGatewayHouse()
})
beforeEach(async () => {
  phone = phoneOf(house, await house.person())
})
afterAll(() => house?.stop())

const own = {
  name: "Ann's banana bread",
  brand: 'Home',
  per100: { basis: 'g', nutrients: { energyKcal: 290, proteinG: 5.2, sugarsG: 18 } },
  portions: [{ name: '1 slice', grams: 60 }],
  barcode: '4006381333931',
}

describe('own foods', () => {
  test('an own food is kept once by id and found by id, barcode and name', async () => {
    const id = uuidv7()
    const made = await phone('POST', '/v1/foods', {
      ...own,
      id,
      allergens: ['egg', 'gluten'],
      diets: ['vegetarian'],
    })
    expect(made).toMatchObject({
      status: 201,
      body: {
        id,
        name: own.name,
        brand: 'Home',
        source: 'own',
        per100: own.per100,
        portions: own.portions,
        allergens: ['egg', 'gluten'],
        diets: ['vegetarian'],
      },
    })
    expect(made.headers.get('location')).toBe(`/v1/foods/${id}`)
    expect(
      (await phone('POST', '/v1/foods', { ...own, id, allergens: ['egg', 'gluten'], diets: ['vegetarian'] }))
        .status,
    ).toBe(200)
    expect((await phone('GET', `/v1/foods/${id}`)).body).toEqual(made.body)
    expect((await phone('GET', `/v1/foods/barcode/${own.barcode}`)).body).toEqual(made.body)
    const found = await phone('GET', '/v1/foods?query=banana&limit=5')
    expect(found.body.items[0].id).toBe(id)
    expect(found.body.items.length).toBeGreaterThan(1)
    expect(found.body.items.length).toBeLessThanOrEqual(5)
    expect(found.body).not.toHaveProperty('unavailable')
  })

  test('allergens that nobody named are absent, not none', async () => {
    expect((await phone('POST', '/v1/foods', own)).body).not.toHaveProperty('allergens')
    expect((await phone('POST', '/v1/foods', { ...own, allergens: [] })).body.allergens).toEqual([])
  })

  test("somebody else's own food is answered like one that never was", async () => {
    const { body } = await phone('POST', '/v1/foods', own)
    const bob = phoneOf(house, await house.person())
    const foreign = await bob('GET', `/v1/foods/${body.id}`)
    expect(foreign).toMatchObject({ status: 404, body: { code: 'FOOD_NOT_FOUND' } })
    expect((await bob('GET', `/v1/foods/${uuidv7()}`)).body).toEqual(foreign.body)
    expect((await bob('GET', '/v1/foods/nonsense')).body).toEqual(foreign.body)
    expect((await bob('GET', '/v1/foods/00000000-0000-0000-0000-000000000000')).body).toEqual(foreign.body)
    expect((await bob('GET', `/v1/foods/barcode/${own.barcode}`)).body).toMatchObject({
      code: 'FOOD_NOT_FOUND',
    })
  })

  test.each([
    [{ name: ' ' }, 'name'],
    [{ per100: { basis: 'oz', nutrients: { proteinG: 1 } } }, 'per100.basis'],
    [{ per100: { basis: 'g', nutrients: { joyG: 1 } } }, 'per100.nutrients.joyG'],
    [{ portions: [{ name: 'slice', grams: 0 }] }, 'portions.0.grams'],
    [{ allergens: ['sun'] }, 'allergens.0'],
    [{ barcode: '12ab' }, 'barcode'],
    [{ id: '00000000-0000-0000-0000-000000000000' }, 'id'],
    [{ per100: { basis: 'g', nutrients: { proteinG: 101 } } }, 'per100.nutrients.proteinG'],
    [{ per100: { basis: 'g', nutrients: { energyKcal: 1001 } } }, 'per100.nutrients.energyKcal'],
    [{ per100: { basis: 'g', nutrients: {} } }, 'per100.nutrients'],
    [{ barcode: '4006381333932' }, 'barcode'],
  ])('%j is refused with %s named', async (wrong, path) => {
    expect(await phone('POST', '/v1/foods', { ...own, ...wrong })).toMatchObject({
      status: 400,
      body: { errors: [{ path }] },
    })
  })
})

describe('the catalogue', () => {
  test('a typo is forgiven and the food is there by its id', async () => {
    const { body } = await phone('GET', '/v1/foods?query=bananna')
    const [banana] = body.items
    expect(banana.name.toLowerCase()).toContain('banana')
    expect(banana.per100.nutrients.energyKcal).toBeGreaterThan(0)
    expect((await phone('GET', `/v1/foods/${banana.id}`)).body).toEqual(banana)
  })

  test('a barcode that nobody knows, or that cannot be, is 404; what is no barcode is 400', async () => {
    expect(await phone('GET', '/v1/foods/barcode/96385074')).toMatchObject({
      status: 404,
      body: { code: 'FOOD_NOT_FOUND' },
    })
    expect(await phone('GET', '/v1/foods/barcode/9999999999999')).toMatchObject({
      status: 404,
      body: { code: 'FOOD_NOT_FOUND' },
    })
    expect(await phone('GET', '/v1/foods/barcode/abc')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'code' }] },
    })
  })

  test.each([
    '',
    'query=',
    'query=%20',
    `query=${'x'.repeat(101)}`,
    'query=a%00b',
    'query=egg&limit=0',
    'query=egg&limit=51',
    'query=egg&limit=x',
    'query=egg&page=2',
  ])('the search "%s" is refused', async (query) => {
    expect((await phone('GET', `/v1/foods?${query}`)).status).toBe(400)
  })
})

describe('with one side away', () => {
  test('the search answers with the other alone and says so', async () => {
    await phone('POST', '/v1/foods', own)
    const held = await holdTable(house, 'events.own_foods')
    try {
      const { status, body } = await phone('GET', '/v1/foods?query=banana')
      expect(status).toBe(200)
      expect(body.unavailable).toEqual(['ownFoods'])
      expect(body.items.length).toBeGreaterThan(0)
      expect(await phone('GET', `/v1/foods/${uuidv7()}`)).toMatchObject({
        status: 503,
        body: { code: 'FOOD_UNAVAILABLE' },
      })
    } finally {
      await held.release()
    }
  })

  test('with both sides slow a search is waited for as long as there is time: without either there is nothing to show', async () => {
    const [own, catalogue] = await Promise.all([
      holdTable(house, 'events.own_foods'),
      holdTable(house, 'integrations.foods'),
    ])
    const searching = phone('GET', '/v1/foods?query=banana')
    await sleep(1200)
    await Promise.all([own.release(), catalogue.release()])
    expect(await searching).toMatchObject({
      status: 200,
      body: { items: expect.arrayContaining([expect.anything()]) },
    })
  })
})
