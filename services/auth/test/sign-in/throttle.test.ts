import { describe, expect, test } from '@jest/globals'
import { attemptsThatCount, waitForAttemptMs } from '../../dist/sign-in/domain/throttle.js'

describe('throttling', () => {
  const rule = { limit: 3, windowMs: 1000 }
  const at = (...ms: number[]) => ms.map((each) => new Date(each))

  test('any window holds at most so many attempts', () => {
    expect(waitForAttemptMs(at(0, 900), 950, rule)).toBe(0)
    expect(waitForAttemptMs(at(0, 900, 950), 960, rule)).toBe(40)
    expect(waitForAttemptMs(at(0, 900, 950), 1000, rule)).toBe(0)
    expect(waitForAttemptMs(at(900, 950, 1000), 1500, rule)).toBe(400)
    expect(attemptsThatCount(at(0, 900, 950), 1000, rule)).toEqual(at(900, 950))
  })
})
