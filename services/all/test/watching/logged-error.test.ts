import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { withOwner } from '@mymacrotracker/database'
import { InvalidError } from '@mymacrotracker/errors'
import { loggedError } from '@mymacrotracker/telemetry'
import { createTestDatabase, type TestDatabase } from '@mymacrotracker/testing'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const EMAIL = 'ann@example.com'
const failureOf = (...statements: string[]) =>
  withOwner(database.ownerUrl, async (client) => {
    for (const statement of statements) await client.query(statement)
  }).then(
    () => {
      throw new Error('it should have failed')
    },
    (error: unknown) => error,
  )

test('what Postgres says of a row stays out of a log line; its code and constraint stay in', async () => {
  const failed = await failureOf(
    'create temp table people (email text constraint short check (length(email) < 3))',
    `insert into people values ('${EMAIL}')`,
  )
  expect(JSON.stringify(failed)).toContain(EMAIL)
  expect(loggedError(failed)).toMatchObject({ code: '23514', constraint: 'short', table: 'people' })
  expect(JSON.stringify(loggedError(failed))).not.toContain(EMAIL)
})

test('a value that Postgres or JSON.parse quotes stays out of the words and the stack', async () => {
  const quoting = [
    await failureOf(`select 'grandmother'::int`),
    (() => {
      try {
        return JSON.parse('grandmother') as unknown
      } catch (error) {
        return error
      }
    })(),
  ]
  for (const error of quoting) {
    expect((error as Error).stack).toContain('grandmother')
    expect(JSON.stringify(loggedError(error))).not.toContain('grandmother')
    expect(loggedError(error)).toMatchObject({
      message: expect.stringMatching(/\w+ \w+/),
      stack: expect.stringContaining(' at '),
    })
  }
})

test("addresses and tokens stay out of anybody's words, and so through causes; our own words stay", () => {
  const cause = new Error(`no mail to ${EMAIL} with eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln`)
  const shown = loggedError(new InvalidError('RATE_FAST', 'the "rate" is too fast', { cause })) as {
    message: string
    reason: string
    cause: { message: string }
  }
  expect(shown).toMatchObject({
    reason: 'RATE_FAST',
    message: 'the "rate" is too fast',
    cause: { message: 'no mail to … with …' },
  })
  expect(JSON.stringify(shown)).not.toContain(EMAIL)
})
