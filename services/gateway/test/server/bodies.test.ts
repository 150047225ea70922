import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { amountSchema } from '../../dist/diary/entry-json.js'
import { dayField, instantField } from '../../dist/json/fields.js'
import { nutrientsSchema } from '../../dist/json/nutrients-json.js'
import { aRoute, startSmallApp, type SmallApp } from './small-app.ts'

const body = z.strictObject({
  name: z.string().max(2_000_000).optional(),
  amount: amountSchema.optional(),
  nutrients: nutrientsSchema.optional(),
  date: dayField.optional(),
  eatenAt: instantField.optional(),
  any: z.unknown().optional(),
})

let app: SmallApp
beforeAll(async () => {
  app = await startSmallApp([
    aRoute({
      method: 'post',
      priority: 'write',
      body,
      handle: async (input) => ({ status: 200, body: input.body }),
    }),
  ])
})
afterAll(() => app.close())

const post = (text: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(`${app.url}/v1/test`, {
    method: 'POST',
    body: text as string,
    headers: { 'content-type': 'application/json', ...headers },
  })
const problem = async (text: string | Uint8Array, headers?: Record<string, string>) =>
  (await (await post(text, headers)).json()) as {
    status: number
    code: string
    errors?: { path: string; code: string }[]
  }

describe('a bad body is refused with the field named', () => {
  test.each([
    ['{"surprise":1}', 'surprise', 'UNKNOWN_FIELD'],
    ['{"amount":{"grams":5,"unit":"g"}}', 'amount.unit', 'UNKNOWN_FIELD'],
    ['{"nutrients":{"energyKcal":5,"joyG":1}}', 'nutrients.joyG', 'UNKNOWN_FIELD'],
    ['{"__proto__":{"isAdmin":true}}', '__proto__', 'UNKNOWN_FIELD'],
    ['{"amount":{"__proto__":{"grams":5}}}', 'amount.__proto__', 'UNKNOWN_FIELD'],
    ['{"constructor":{}}', 'constructor', 'UNKNOWN_FIELD'],
    ['{"amount":{"grams":-1}}', 'amount.grams', 'OUT_OF_RANGE'],
    ['{"amount":{"grams":0}}', 'amount.grams', 'OUT_OF_RANGE'],
    ['{"amount":{"grams":1e308}}', 'amount.grams', 'OUT_OF_RANGE'],
    ['{"amount":{"grams":1e999}}', 'amount.grams', 'OUT_OF_RANGE'],
    ['{"amount":{"grams":"5"}}', 'amount.grams', 'WRONG_TYPE'],
    ['{"amount":{"portion":"cup"}}', 'amount.count', 'REQUIRED'],
    ['{"nutrients":{"proteinG":-0.1}}', 'nutrients.proteinG', 'OUT_OF_RANGE'],
    ['{"name":"a\\u0000b"}', 'name', 'TEXT_INVALID'],
    ['{"name":"\\ud800"}', 'name', 'TEXT_INVALID'],
    ['{"name":5}', 'name', 'WRONG_TYPE'],
    ['{"date":"2026-02-30"}', 'date', 'DATE_INVALID'],
    ['{"date":"1899-12-31"}', 'date', 'OUT_OF_RANGE'],
    ['{"date":"2101-01-01"}', 'date', 'OUT_OF_RANGE'],
    ['{"date":"tomorrow"}', 'date', 'DATE_INVALID'],
    ['{"eatenAt":"2026-05-05T12:00:00"}', 'eatenAt', 'INSTANT_INVALID'],
    ['{"eatenAt":"0001-01-01T00:00:00Z"}', 'eatenAt', 'OUT_OF_RANGE'],
    ['{"eatenAt":1}', 'eatenAt', 'WRONG_TYPE'],
    ['{"amount":{"grams":5,"portion":"cup"}}', 'amount.portion', 'NOT_TOGETHER'],
    ['[]', 'body', 'WRONG_TYPE'],
    ['null', 'body', 'WRONG_TYPE'],
    ['"text"', 'body', 'WRONG_TYPE'],
  ])('%s', async (text, path, code) => {
    expect(await problem(text)).toMatchObject({ status: 400, code, errors: [{ path, code }] })
  })

  test.each(['', '{', '{"a":NaN}', '{"a":Infinity}', "{'a':1}", '{"a":1,}'])(
    'what is not JSON is BODY_MALFORMED: %s',
    async (text) => {
      expect(await problem(text)).toMatchObject({ status: 400, code: 'BODY_MALFORMED' })
    },
  )

  test('bytes that are not UTF-8 are BODY_MALFORMED', async () => {
    expect(await problem(Buffer.from([0x22, 0xff, 0xfe, 0x22]))).toMatchObject({
      status: 400,
      code: 'BODY_MALFORMED',
    })
  })

  test('twenty levels are taken and one more is not', async () => {
    const nested = (depth: number) => `{"any":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
    expect((await post(nested(20))).status).toBe(200)
    expect(await problem(nested(21))).toMatchObject({ status: 400, code: 'TOO_DEEP' })
    expect(await problem(nested(20_000))).toMatchObject({ status: 400, code: 'TOO_DEEP' })
  })

  test('every faulty field is named, unknown ones first', async () => {
    expect((await problem('{"date":"x","name":1,"extra":1}')).errors?.map(({ path }) => path)).toEqual([
      'extra',
      'name',
      'date',
    ])
  })

  test('an unknown field with a long name is told in short', async () => {
    const { errors } = await problem(JSON.stringify({ ['x'.repeat(5000)]: 1 }))
    expect(errors![0]!.path).toHaveLength(200)
  })
})

describe('size and type', () => {
  test('a body over 128 KiB is 413', async () => {
    expect((await post(JSON.stringify({ name: 'x'.repeat(130_000) }))).status).toBe(200)
    expect(await problem(JSON.stringify({ name: 'x'.repeat(132_000) }))).toMatchObject({
      status: 413,
      code: 'BODY_TOO_LARGE',
    })
  })

  test('a body that unpacks to more than 128 KiB is 413', async () => {
    const packed = gzipSync(JSON.stringify({ name: 'x'.repeat(50_000_000) }))
    expect(packed.length).toBeLessThan(100_000)
    expect(await problem(packed, { 'content-encoding': 'gzip' })).toMatchObject({
      status: 413,
      code: 'BODY_TOO_LARGE',
    })
  })

  test('a body of very many values is refused before any schema looks at it', async () => {
    expect(await problem(`[${'0,'.repeat(6000)}0]`)).toMatchObject({
      status: 400,
      errors: [{ path: 'body', code: 'TOO_LARGE' }],
    })
  })

  test('a packed body is read', async () => {
    expect(await (await post(gzipSync('{"name":"lentils"}'), { 'content-encoding': 'gzip' })).json()).toEqual(
      { name: 'lentils' },
    )
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    'application/jsonp',
  ])('%s is 415', async (type) => {
    expect(await problem('{}', { 'content-type': type })).toMatchObject({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    })
  })

  test('an encoding that is not known is 415', async () => {
    expect(await problem('{}', { 'content-encoding': 'rot13' })).toMatchObject({ status: 415 })
  })
})
