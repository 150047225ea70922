import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { startPollLoop } from '../src/poll-loop.ts'

const A_MINUTE = 60_000

describe('a poll loop', () => {
  test('goes on while there is more, then rests until it is woken', async () => {
    let rounds = 0
    const loop = startPollLoop({
      round: async () => ++rounds < 3,
      restMs: () => A_MINUTE,
      onError: () => undefined,
    })
    await sleep(20)
    expect(rounds).toBe(3)
    loop.wake()
    await sleep(20)
    expect(rounds).toBe(4)
    await loop.stop()
  })

  test('being woken during a round skips the rest after it', async () => {
    let rounds = 0
    const loop = startPollLoop({
      async round() {
        rounds++
        await sleep(20)
        return false
      },
      restMs: () => A_MINUTE,
      onError: () => undefined,
    })
    loop.wake()
    await sleep(60)
    expect(rounds).toBe(2)
    await loop.stop()
  })

  test('rests after a failure and goes on', async () => {
    const errors: unknown[] = []
    let rounds = 0
    const loop = startPollLoop({
      async round() {
        if (++rounds === 1) throw new Error('gone')
        return false
      },
      restMs: () => 10,
      onError: (error) => errors.push(error),
    })
    await sleep(60)
    expect(errors).toEqual([new Error('gone')])
    expect(rounds).toBeGreaterThan(1)
    await loop.stop()
  })

  test('a stop ends the rest and waits for the round', async () => {
    let isRunning = false
    const loop = startPollLoop({
      async round() {
        isRunning = true
        await sleep(30)
        isRunning = false
        return true
      },
      restMs: () => A_MINUTE,
      onError: () => undefined,
    })
    await sleep(5)
    await loop.stop()
    expect(isRunning).toBe(false)
  })
})
