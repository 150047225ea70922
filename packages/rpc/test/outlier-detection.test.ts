import { status } from '@grpc/grpc-js'
import { describe, expect, test } from '@jest/globals'
import { OutlierDetector } from '../src/tcp/outlier-detection.ts'

describe('a peer is quiet', () => {
  test('when a call has waited 750 ms and nothing came back, and no longer when something does', () => {
    const answers = new OutlierDetector()
    const ended = answers.sent(1_000)
    expect([1_100, 1_749, 1_750].map((now) => answers.isOutlier(now))).toEqual([false, false, true])
    ended(status.OK, 1_800)
    expect(answers.isOutlier(9_000)).toBe(false)
  })

  test('after 300 ms when five wait', () => {
    const answers = new OutlierDetector()
    for (let n = 0; n < 5; n++) answers.sent(1_000)
    expect([1_299, 1_300].map((now) => answers.isOutlier(now))).toEqual([false, true])
  })

  test('not while it answers others: one slow method is no dead process', () => {
    const answers = new OutlierDetector()
    answers.sent(1_000)
    for (let now = 1_100; now < 5_000; now += 100) {
      answers.sent(now)(status.NOT_FOUND, now + 50)
      expect(answers.isOutlier(now + 60)).toBe(false)
    }
  })

  test('also when the caller gave up after a long wait, but not when it gave up at once', () => {
    const [patient, hasty] = [new OutlierDetector(), new OutlierDetector()]
    patient.sent(1_000)(status.DEADLINE_EXCEEDED, 2_000)
    hasty.sent(1_000)(status.CANCELLED, 1_010)
    expect([patient.isOutlier(2_100), hasty.isOutlier(2_100)]).toEqual([true, false])
  })

  test('and is tried once every five seconds', () => {
    const answers = new OutlierDetector()
    answers.sent(1_000)
    expect([3_000, 6_000, 6_001, 10_900, 11_000].map((now) => answers.isOutlier(now))).toEqual([
      true,
      false,
      true,
      true,
      false,
    ])
  })

  test('no more once it has another connection', () => {
    const answers = new OutlierDetector()
    answers.sent(1_000)
    answers.reset()
    expect(answers.isOutlier(9_000)).toBe(false)
  })
})
