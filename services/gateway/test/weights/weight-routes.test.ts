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

const measuredAt = '2026-05-05T06:10:00Z'
const weigh = async (weightKg: number) => (await phone('POST', '/v1/weights', { measuredAt, weightKg })).body

describe('/v1/weights/{id}', () => {
  test('a new weight says where it is, and is there', async () => {
    const made = await phone('POST', '/v1/weights', { measuredAt, weightKg: 65.2 })
    expect(made.status).toBe(201)
    const read = await phone('GET', made.headers.get('location')!)
    expect(read).toMatchObject({ status: 200, body: made.body })
    expect(read.headers.get('etag')).toBe(made.headers.get('etag'))
  })

  test('a corrected weight is in the list and in the trend', async () => {
    const { id } = await weigh(165.2)
    expect(await phone('PATCH', `/v1/weights/${id}`, { weightKg: 65.2 })).toMatchObject({
      status: 200,
      body: { id, weightKg: 65.2 },
    })
    const { body } = await phone('GET', '/v1/weights?from=2026-05-05&to=2026-05-05')
    expect(body.items).toMatchObject([{ id, weightKg: 65.2 }])
    expect(body.trend).toEqual([{ date: '2026-05-05', trendKg: 65.2 }])
  })

  test('a change of another version is refused, and a deleted weight is gone', async () => {
    const { id } = await weigh(65)
    const path = `/v1/weights/${id}`
    expect((await phone('PATCH', path, { weightKg: 66 }, { 'if-match': '"999"' })).status).toBe(412)
    expect((await phone('DELETE', path)).status).toBe(204)
    expect(await phone('GET', path)).toMatchObject({ status: 404, body: { code: 'WEIGHT_NOT_FOUND' } })
    expect((await phone('DELETE', path)).status).toBe(404)
  })
})
