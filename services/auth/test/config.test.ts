import { expect, test } from '@jest/globals'
import { readConfig } from '@mymacrotracker/config'
import { settings } from '../dist/config.js'

test('an access token lives 10 minutes unless it is told to live shorter', () => {
  expect(readConfig(settings, {})).toEqual({ ACCESS_TOKEN_TTL_MS: 600_000 })
  expect(readConfig(settings, { ACCESS_TOKEN_TTL_MS: '60000', SIGN_UP_LIMIT: '20' })).toEqual({
    ACCESS_TOKEN_TTL_MS: 60_000,
    SIGN_UP_LIMIT: 20,
  })
})

test.each([
  { ACCESS_TOKEN_TTL_MS: '600001' },
  { ACCESS_TOKEN_TTL_MS: '0' },
  { ACCESS_TOKEN_TTL_MS: 'long' },
  { SIGN_UP_LIMIT: '0' },
  { SIGN_UP_LIMIT: '-1' },
  { SIGN_UP_LIMIT: 'many' },
])('%j is refused at the start', (env) => {
  expect(() => readConfig(settings, env)).toThrow(Object.keys(env)[0]!)
})
