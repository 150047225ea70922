import { describe, expect, test } from '@jest/globals'
import { attemptsThatCount, waitForAttemptMs } from '../../dist/sign-in/domain/throttle.js'
import { throttleAddress } from '../../dist/sign-in/domain/throttle-address.js'

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

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:7:1::5', '2001:db8:0:7::/64'],
    ['2001:db8::5', '2001:db8:0:0::/64'],
    ['2001:0db8:0000:0007:0000:0000:0000:0005', '2001:db8:0:7::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
    ['unknown', 'unknown'],
  ])('of %j counts %j', (address, counted) => {
    expect(throttleAddress(address)).toBe(counted)
  })
})
