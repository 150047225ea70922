import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { House } from '@mymacrotracker/all/testing'
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

const body = { sex: 'female', birthDate: '1990-05-05', heightCm: 170, weightKg: 65, activityLevel: 'light' }

describe('/v1/profile', () => {
  test('defaults are answered before anything is set', async () => {
    const answer = await phone('GET', '/v1/profile')
    expect(answer).toMatchObject({
      status: 200,
      body: { units: 'metric', diet: 'none', allergens: [], dislikes: [] },
    })
    expect(answer.body).not.toHaveProperty('heightCm')
    expect(answer.headers.get('cache-control')).toBe('private, no-cache')
  })

  test('null unsets a figure of the body', async () => {
    await phone('PATCH', '/v1/profile', body)
    const { status, body: after } = await phone('PATCH', '/v1/profile', { weightKg: null, sex: null })
    expect(status).toBe(200)
    expect(after).toMatchObject({ heightCm: 170 })
    expect(after).not.toHaveProperty('weightKg')
    expect(after).not.toHaveProperty('sex')
  })

  test('a change of the zone that was answered holds for the next entry, in either direction', async () => {
    const eatenAt = '2026-05-05T10:30:00Z'
    const days: string[] = []
    for (const timeZone of [
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
      'Pacific/Auckland',
      'Pacific/Pago_Pago',
    ]) {
      expect((await phone('PATCH', '/v1/profile', { timeZone })).status).toBe(200)
      const entry = { meal: 'snack', name: 'On landing', nutrients: { energyKcal: 1 }, eatenAt }
      days.push((await phone('POST', '/v1/diary/entries', entry)).body.date)
    }
    expect(days).toEqual(['2026-05-06', '2026-05-04', '2026-05-05', '2026-05-04'])
  })

  test('a patch changes what it names and nothing else', async () => {
    expect(
      await phone('PATCH', '/v1/profile', { ...body, allergens: ['milk'], diet: 'vegetarian' }),
    ).toMatchObject({ status: 200, body: { ...body, allergens: ['milk'] } })
    expect(
      await phone('PATCH', '/v1/profile', { allergens: [], activityLevel: 'very_active' }),
    ).toMatchObject({
      status: 200,
      body: { ...body, allergens: [], diet: 'vegetarian', activityLevel: 'very_active' },
    })
    expect((await phone('GET', '/v1/profile')).body).toMatchObject({
      heightCm: 170,
      activityLevel: 'very_active',
    })
  })

  test.each([
    [{ heightCm: 300 }, 'heightCm'],
    [{ heightCm: -1 }, 'heightCm'],
    [{ sex: 'other' }, 'sex'],
    [{ allergens: ['sun'] }, 'allergens.0'],
    [{ dayStartsAt: '25:00' }, 'dayStartsAt'],
    [{ birthDate: '1800-01-01' }, 'birthDate'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ weightKg: 1e308 }, 'weightKg'],
    [{ shoeSize: 40 }, 'shoeSize'],
    [{ weightKg: 19.9 }, 'weightKg'],
    [{ bodyFatPercent: 76 }, 'bodyFatPercent'],
    [{ dislikes: ['x'.repeat(61)] }, 'dislikes.0'],
    [{ dislikes: [' '] }, 'dislikes.0'],
    [{ dislikes: Array(101).fill('olives') }, 'dislikes'],
  ])('%j is refused with %s named', async (patch, path) => {
    expect(await phone('PATCH', '/v1/profile', patch)).toMatchObject({
      status: 400,
      body: { errors: [{ path }] },
    })
  })
})

test('the limits of the profile are limits here', async () => {
  const edge = {
    heightCm: 272,
    weightKg: 500,
    bodyFatPercent: 75,
    dislikes: Array.from({ length: 100 }, (_, at) => `${at}`.padEnd(60, 'x')),
  }
  expect(await phone('PATCH', '/v1/profile', edge)).toMatchObject({ status: 200, body: edge })
  expect(
    await phone('PATCH', '/v1/profile', {
      heightCm: 50,
      weightKg: 20,
      bodyFatPercent: 2,
      dislikes: ['x'],
      displayName: '',
    }),
  ).toMatchObject({ status: 200, body: { heightCm: 50, displayName: '' } })
})

describe('goal and targets', () => {
  test('a goal answers the targets it gives, which are those of today', async () => {
    await phone('PATCH', '/v1/profile', body)
    const goal = await phone('PUT', '/v1/goal', { kind: 'lose', ratePercentPerWeek: 0.5 })
    expect(goal).toMatchObject({
      status: 200,
      body: {
        goal: { kind: 'lose', ratePercentPerWeek: 0.5 },
        targets: { source: 'formula', energyKcal: expect.any(Number), proteinG: expect.any(Number) },
      },
    })
    const targets = await phone('GET', '/v1/targets')
    expect(targets.body).toEqual(goal.body.targets)
    expect((await phone('GET', '/v1/profile')).body.goal).toEqual({ kind: 'lose', ratePercentPerWeek: 0.5 })
  })

  test('targets without a body say what is missing', async () => {
    const { status, body: targets } = await phone('GET', '/v1/targets')
    expect(status).toBe(200)
    expect(targets.missing).toContain('heightCm')
    expect(targets).not.toHaveProperty('energyKcal')
  })

  test('custom targets hold from today on, and a weekday may differ', async () => {
    await phone('PATCH', '/v1/profile', { timeZone: 'UTC' })
    const custom = {
      energyKcal: 2000,
      proteinG: 150,
      carbohydrateG: 200,
      fatG: 67,
      fibreG: 30,
      waterMl: 2500,
    }
    const {
      status,
      body: { date },
    } = await phone('PUT', '/v1/targets', {
      ...custom,
      byWeekday: { sunday: { ...custom, energyKcal: 2400 } },
    })
    expect(status).toBe(200)
    const sunday = nextWeekday(date, 0)
    const monday = nextWeekday(date, 1)
    expect((await phone('GET', `/v1/targets?date=${sunday}`)).body).toMatchObject({
      date: sunday,
      source: 'custom',
      energyKcal: 2400,
      proteinG: 150,
    })
    expect((await phone('GET', `/v1/targets?date=${monday}`)).body).toMatchObject({
      date: monday,
      source: 'custom',
      energyKcal: 2000,
      waterMl: 2500,
    })
  })

  test.each([
    ['PUT', '/v1/goal', { kind: 'fly', ratePercentPerWeek: 1 }, 'kind'],
    ['PUT', '/v1/goal', { kind: 'lose', ratePercentPerWeek: -1 }, 'ratePercentPerWeek'],
    ['PUT', '/v1/targets', { energyKcal: -1 }, 'energyKcal'],
    ['PUT', '/v1/targets', { energyKcal: 2000, byWeekday: { someday: {} } }, 'byWeekday.someday'],
    ['PUT', '/v1/targets', { proteinG: 100 }, 'energyKcal'],
    ['PUT', '/v1/goal', { kind: 'lose', ratePercentPerWeek: 3.1 }, 'ratePercentPerWeek'],
    ['PUT', '/v1/goal', { kind: 'gain', ratePercentPerWeek: 2.1 }, 'ratePercentPerWeek'],
    ['PUT', '/v1/goal', { kind: 'maintain', ratePercentPerWeek: 1 }, 'ratePercentPerWeek'],
    ['GET', '/v1/targets?date=2026-13-01', undefined, 'date'],
    ['GET', '/v1/targets?day=2026-01-01', undefined, 'day'],
  ])('%s %s %j is refused with %s named', async (method, path, sent, field) => {
    expect(await phone(method, path, sent)).toMatchObject({
      status: 400,
      body: { errors: [{ path: field }] },
    })
  })
})

function nextWeekday(date: string, weekday: number): string {
  const at = new Date(date)
  do at.setUTCDate(at.getUTCDate() + 1)
  while (at.getUTCDay() !== weekday)
  return at.toISOString().slice(0, 10)
}
