import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { eventually, type House } from '@mymacrotracker/all/testing'
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

const aBody = { sex: 'male', birthDate: '1988-03-03', heightCm: 180, weightKg: 80, activityLevel: 'moderate' }
const quick = (overrides: object = {}) => ({
  meal: 'breakfast',
  name: 'Porridge',
  nutrients: { energyKcal: 300, proteinG: 10 },
  ...overrides,
})

describe('GET /v1/today', () => {
  test('the home screen of a new person is whole', async () => {
    // The first call of a cold process may cost a part its 800 ms.
    await eventually(async () => {
      const { status, body } = await phone('GET', '/v1/today')
      expect(status).toBe(200)
      expect(body).toMatchObject({
        date: expect.any(String),
        day: { entries: [], totals: {}, status: 'open' },
        unreadCount: 0,
        unavailable: [],
      })
      expect(body).not.toHaveProperty('trendWeightKg')
    })
  })

  test('what was logged, weighed and aimed for is on it', async () => {
    await phone('PATCH', '/v1/profile', aBody)
    await phone('PUT', '/v1/goal', { kind: 'maintain', ratePercentPerWeek: 0 })
    await phone('POST', '/v1/diary/entries', quick())
    await phone('POST', '/v1/weights', {
      measuredAt: new Date(house.clock.now()).toISOString(),
      weightKg: 79.5,
    })
    await eventually(async () => {
      const { body } = await phone('GET', '/v1/today')
      expect(body).toMatchObject({
        day: { totals: { energyKcal: 300 } },
        targets: { source: 'formula' },
        trendWeightKg: 79.5,
        unavailable: [],
      })
      expect(body.remaining.energyKcal).toBe(body.targets.energyKcal - 300)
      expect(body.suggestions.length).toBeGreaterThan(0)
      expect(body.suggestions.length).toBeLessThanOrEqual(3)
      expect(body.ranking).toBe('fallback')
    })
  })

  test('a slow part costs itself and is named, and the screen still comes within its time', async () => {
    await phone('POST', '/v1/diary/entries', quick())
    const held = await holdTable(house, 'notifier.notifications')
    try {
      const { status, body } = await phone('GET', '/v1/today')
      expect(status).toBe(200)
      expect(body).toMatchObject({
        day: { totals: { energyKcal: 300 } },
        unreadCount: null,
        unavailable: ['notifications'],
      })
    } finally {
      await held.release()
    }
  })

  test('without the diary the targets still come', async () => {
    await phone('PUT', '/v1/targets', { energyKcal: 2000, proteinG: 100, carbohydrateG: 250, fatG: 67 })
    const held = await holdTable(house, 'events.diary_entries')
    try {
      const { status, body } = await phone('GET', '/v1/today')
      expect(status).toBe(200)
      expect(body).toMatchObject({ day: null, remaining: null, targets: { energyKcal: 2000 } })
      expect(body.unavailable).toContain('day')
    } finally {
      await held.release()
    }
  })
})

describe('GET /v1/diary/days/{date} with targets away', () => {
  test('the day comes without targets and says so', async () => {
    await phone('POST', '/v1/diary/entries', quick({ date: '2026-05-05' }))
    const held = await holdTable(house, 'profile.profiles')
    try {
      expect(await phone('GET', '/v1/diary/days/2026-05-05')).toMatchObject({
        status: 200,
        body: { totals: { energyKcal: 300 }, targets: null, remaining: null, unavailable: ['targets'] },
      })
    } finally {
      await held.release()
    }
  })
})

describe('GET /v1/suggestions', () => {
  test('meals come with foods, figures and a reason', async () => {
    await phone('PATCH', '/v1/profile', aBody)
    await phone('PUT', '/v1/goal', { kind: 'maintain', ratePercentPerWeek: 0 })
    const { status, body } = await phone('GET', '/v1/suggestions?meal=dinner&count=2')
    expect(status).toBe(200)
    expect(body).toMatchObject({ meal: 'dinner', ranking: 'fallback' })
    expect(body.items.length).toBeGreaterThan(0)
    expect(body.items[0]).toMatchObject({
      title: expect.any(String),
      reason: expect.any(String),
      nutrients: { energyKcal: expect.any(Number) },
    })
    expect(body.items[0].foods[0]).toMatchObject({ foodId: expect.any(String), grams: expect.any(Number) })
    for (const { fit, foods } of body.items) {
      expect(String(fit)).toMatch(/^\d(\.\d{1,2})?$/)
      for (const { grams, count } of foods)
        expect(`${grams} ${count}`).toMatch(/^\d+(\.\d)? \d+(\.\d{1,2})?$/)
    }
  })

  test.each(['count=0', 'count=11', 'date=x', 'mood=good', `meal=${'x'.repeat(41)}`])(
    '%s is refused',
    async (query) => {
      expect((await phone('GET', `/v1/suggestions?${query}`)).status).toBe(400)
    },
  )
})

describe('notifications', () => {
  test('a target that is reached is in the inbox, pages by cursor and is read once', async () => {
    await phone('PUT', '/v1/targets', { energyKcal: 2000, proteinG: 50, carbohydrateG: 250, fatG: 67 })
    await eventually(async () => {
      await phone('POST', '/v1/diary/entries', quick({ nutrients: { energyKcal: 2500, proteinG: 60 } }))
      expect((await phone('GET', '/v1/notifications')).body.items).toHaveLength(2)
    })
    expect((await phone('GET', '/v1/today')).body.unreadCount).toBe(2)
    const first = await phone('GET', '/v1/notifications?limit=1')
    expect(first.body.items).toHaveLength(1)
    const second = await phone('GET', `/v1/notifications?limit=1&cursor=${first.body.nextCursor}`)
    expect(second.body.items).toHaveLength(1)
    expect(second.body).not.toHaveProperty('nextCursor')
    expect(second.body.items[0].id).not.toBe(first.body.items[0].id)

    const read = await phone('POST', `/v1/notifications/${first.body.items[0].id}/read`)
    expect(read).toMatchObject({ status: 200, body: { readAt: expect.any(String) } })
    expect((await phone('POST', `/v1/notifications/${first.body.items[0].id}/read`)).body).toEqual(read.body)
    expect((await phone('GET', '/v1/notifications?unreadOnly=true')).body.items).toHaveLength(1)
  })

  test("somebody else's notification and one that never was are 404 alike", async () => {
    expect(await phone('POST', `/v1/notifications/${uuidv7()}/read`)).toMatchObject({
      status: 404,
      body: { code: 'NOTIFICATION_NOT_FOUND' },
    })
    expect(await phone('POST', '/v1/notifications/nonsense/read')).toMatchObject({
      status: 404,
      body: { code: 'NOTIFICATION_NOT_FOUND' },
    })
  })

  test.each(['limit=0', 'limit=501', 'cursor=***', 'cursor=YQ', 'unreadOnly=maybe'])(
    '%s is refused',
    async (query) => {
      expect((await phone('GET', `/v1/notifications?${query}`)).status).toBe(400)
    },
  )
})
