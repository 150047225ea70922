import { expect, test } from '@jest/globals'
import { InvalidError, UnavailableError, classifyFailure, sqlStateOf } from '@mymacrotracker/errors'

const pg = (code: string) => Object.assign(new Error('a statement failed'), { code })
const prisma = (code: string, originalCode: string) =>
  Object.assign(new Error('Raw query failed'), {
    code,
    meta: { driverAdapterError: { cause: { originalCode } } },
  })

test.each(['08006', '53300', '57P01', '57014', '25006', '40001', '40P01', '55P03', '25P02', '58030'])(
  'SQLSTATE %s passes by itself, told by pg or wrapped by Prisma',
  (state) => {
    expect(classifyFailure(pg(state))).toBe('transient')
    expect(classifyFailure(prisma('P2010', state))).toBe('transient')
    expect(classifyFailure(prisma('P2039', state))).toBe('transient')
    expect(classifyFailure(new Error('outer', { cause: pg(state) }))).toBe('transient')
    expect(sqlStateOf(prisma('P2010', state))).toBe(state)
  },
)

test.each(['23505', '22P02', '42501', '42P01', '22003'])('SQLSTATE %s will fail again', (state) => {
  expect(classifyFailure(pg(state))).toBe('poison')
  expect(classifyFailure(prisma('P2010', state))).toBe('poison')
})

test('network troubles pass, bugs do not, and a service says itself what it is', () => {
  expect(classifyFailure(pg('ECONNREFUSED'))).toBe('transient')
  expect(classifyFailure(new Error('Connection terminated unexpectedly'))).toBe('transient')
  expect(classifyFailure(new TypeError('x is undefined'))).toBe('poison')
  expect(classifyFailure(new UnavailableError('AWAY', 'not now'))).toBe('transient')
  expect(classifyFailure(new InvalidError('BAD', 'no'))).toBe('poison')
  expect(classifyFailure(undefined)).toBe('poison')
})
