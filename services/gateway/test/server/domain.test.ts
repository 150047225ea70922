import { describe, expect, test } from '@jest/globals'
import { isOlderVersion, versionNumbers } from '../../dist/server/is-older-version.js'
import { lastDays } from '../../dist/weights/last-days.js'

describe('versions', () => {
  test.each([
    ['1.9.9', '1.10.0', true],
    ['1.10.0', '1.10.0', false],
    ['2.0.0', '1.99.99', false],
    ['1.10.0-rc.1', '1.10.1', true],
  ])('%s before %s is %s', (version, than, older) => {
    expect(isOlderVersion(versionNumbers(version)!, versionNumbers(than)!)).toBe(older)
  })

  test('words are no version', () => {
    expect(versionNumbers('latest')).toBeUndefined()
  })
})

test('the last days end on the day that is given, or on the furthest calendar of an instant', () => {
  expect(lastDays('2026-03-01', 30)).toEqual({ from: '2026-01-31', to: '2026-03-01' })
  expect(lastDays(Date.parse('2026-02-28T23:00:00Z'), 2)).toEqual({ from: '2026-02-28', to: '2026-03-01' })
})
