import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { House } from '@mymacrotracker/all/testing'
import { phoneOf, startGatewayHouse, type Send } from '../phone.ts'

let house: House
let phone: Send
beforeAll(async () => {
  house = await startGatewayHouse()
  phone = phoneOf(house, await house.person())
})
afterAll(() => house?.stop())

const ID = '01890a5d-ac96-774b-bcce-b302099a8057'
const ofFood = { meal: 'lunch', foodId: ID, amount: { grams: 5 } }
const EITHER_AMOUNT = 'an amount is either {grams} or {portion, count}'
const EITHER_ENTRY = 'an entry is either of a food (foodId, amount) or a quick add (name, nutrients)'

describe('a refusal says in plain words what is wanted', () => {
  test.each<[detail: string, method: string, path: string, body: unknown]>([
    [
      `amount.portion: ${EITHER_AMOUNT}`,
      'POST',
      '/v1/diary/entries',
      { ...ofFood, amount: { grams: 5, portion: 'cup' } },
    ],
    [
      `amount.grams: ${EITHER_AMOUNT}`,
      'POST',
      '/v1/diary/entries',
      { ...ofFood, amount: { grams: 5, portion: 'cup', count: 1 } },
    ],
    [`name: ${EITHER_ENTRY}`, 'POST', '/v1/diary/entries', { ...ofFood, name: 'Soup' }],
    [`nutrients: ${EITHER_ENTRY}`, 'POST', '/v1/diary/entries', { ...ofFood, nutrients: { energyKcal: 5 } }],
    [
      `name: ${EITHER_ENTRY} (and 1 more)`,
      'POST',
      '/v1/diary/entries',
      { meal: 'lunch', foodId: ID, name: 'Soup' },
    ],
    [
      'amount.grams: must be more than 0 and at most 20000',
      'POST',
      '/v1/diary/entries',
      { ...ofFood, amount: { grams: 0 } },
    ],
    ['amount: must be an object', 'POST', '/v1/diary/entries', { ...ofFood, amount: 5 }],
    ['meal: must be 1 to 40 characters', 'POST', '/v1/diary/entries', { ...ofFood, meal: '' }],
    ['meal: must be text', 'POST', '/v1/diary/entries', { ...ofFood, meal: 7 }],
    ['id: must be a UUID', 'POST', '/v1/diary/entries', { ...ofFood, id: 'x' }],
    ['body: must be an object', 'POST', '/v1/diary/entries', []],
    ['heightCm: must be 50 to 272', 'PATCH', '/v1/profile', { heightCm: 300 }],
    ['heightCm: must be a number', 'PATCH', '/v1/profile', { heightCm: '170' }],
    ['sex: must be one of female, male', 'PATCH', '/v1/profile', { sex: 'other' }],
    ['dislikes: must be a list', 'PATCH', '/v1/profile', { dislikes: 'olives' }],
    [
      'dislikes: must have at most 100 items',
      'PATCH',
      '/v1/profile',
      { dislikes: Array(101).fill('olives') },
    ],
    [
      'shoeSize: is not a field of this call (and 2 more)',
      'PATCH',
      '/v1/profile',
      { heightCm: 300, weightKg: 1, shoeSize: 40 },
    ],
    ['limit: must be a number', 'GET', '/v1/foods?query=egg&limit=x', undefined],
    ['limit: must be a whole number', 'GET', '/v1/foods?query=egg&limit=1.5', undefined],
    ['limit: must be 1 to 50', 'GET', '/v1/foods?query=egg&limit=51', undefined],
    ['query: is missing', 'GET', '/v1/foods', undefined],
  ])('%s', async (detail, method, path, body) => {
    expect((await phone(method, path, body)).body).toMatchObject({
      status: 400,
      title: 'Please check your input',
      detail,
    })
  })
})

test.each<[params: object, method: string, path: string, body: unknown]>([
  [
    { field: 'amount.grams', above: 0, max: 20_000 },
    'POST',
    '/v1/diary/entries',
    { ...ofFood, amount: { grams: 0 } },
  ],
  [
    { field: 'meal', min: 1, max: 40, unit: 'characters' },
    'POST',
    '/v1/diary/entries',
    { ...ofFood, meal: '' },
  ],
  [{ field: 'sex', allowed: ['female', 'male'] }, 'PATCH', '/v1/profile', { sex: 'other' }],
  [
    { field: 'dislikes', max: 100, unit: 'items' },
    'PATCH',
    '/v1/profile',
    { dislikes: Array(101).fill('olives') },
  ],
  [
    { field: 'birthDate', from: '1900-01-01', to: '2100-12-31' },
    'PATCH',
    '/v1/profile',
    { birthDate: '1899-12-31' },
  ],
  [
    { field: 'ratePercentPerWeek', min: 0, max: 2 },
    'PUT',
    '/v1/goal',
    { kind: 'gain', ratePercentPerWeek: 2.5 },
  ],
])('the figures stand beside the words: %j', async (params, method, path, body) => {
  const answer = await phone(method, path, body)
  const { field, ...figures } = params as { field: string }
  expect(answer).toMatchObject({ status: 400, body: { params, errors: [{ path: field, params: figures }] } })
})

test.each([
  ['de-AT, en;q=0.5', 'de', 'Lebensmittel nicht gefunden'],
  ['fr', 'en', 'Food not found'],
  ['en-GB', 'en', 'Food not found'],
])('the title is in the language of Accept-Language: %s', async (wanted, language, title) => {
  const answer = await phone('GET', `/v1/foods/${ID}`, undefined, { 'accept-language': wanted })
  expect(answer).toMatchObject({ status: 404, body: { code: 'FOOD_NOT_FOUND', title } })
  expect(answer.headers.get('content-language')).toBe(language)
  expect(answer.headers.get('vary')).toContain('Accept-Language')
})
