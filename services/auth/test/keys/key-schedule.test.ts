import { describe, expect, test } from '@jest/globals'
import { planKeys, signingAt } from '../../dist/keys/domain/key-schedule.js'

const DAY_MS = 86_400_000
const TTL_MS = 600_000
const key = (kid: string, days: number) => ({ kid, signsFrom: new Date(days * DAY_MS) })

describe('the schedule of keys', () => {
  test('the first key signs at once', () => {
    expect(planKeys([], 5 * DAY_MS, TTL_MS)).toEqual({ createSigningFromMs: 5 * DAY_MS, removeKids: [] })
  })

  test('the next key is made once, a day before it signs', () => {
    expect(planKeys([key('a', 0)], 28.9 * DAY_MS, TTL_MS)).toEqual({ removeKids: [] })
    expect(planKeys([key('a', 0)], 29 * DAY_MS, TTL_MS)).toEqual({
      createSigningFromMs: 30 * DAY_MS,
      removeKids: [],
    })
    expect(planKeys([key('a', 0), key('b', 30)], 29.5 * DAY_MS, TTL_MS)).toEqual({ removeKids: [] })
  })

  test('the youngest key whose time has come signs', () => {
    const keys = [key('b', 30), key('a', 0)]
    expect(signingAt(keys, 29.9 * DAY_MS)?.kid).toBe('a')
    expect(signingAt(keys, 30 * DAY_MS)?.kid).toBe('b')
    expect(signingAt([], 0)).toBeUndefined()
    expect(signingAt(keys, -DAY_MS)?.kid).toBe('a')
  })

  test('a key is removed when no token of it can be valid, and the last one never', () => {
    const keys = [key('a', 0), key('b', 30)]
    expect(planKeys(keys, 30 * DAY_MS + TTL_MS, TTL_MS).removeKids).toEqual([])
    expect(planKeys(keys, 30 * DAY_MS + TTL_MS + 3_600_000, TTL_MS).removeKids).toEqual(['a'])
    expect(planKeys(keys, 300 * DAY_MS, TTL_MS)).toEqual({
      createSigningFromMs: 301 * DAY_MS,
      removeKids: ['a'],
    })
  })
})
