import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { coalesce } from '../src/coalesce.ts'

describe('coalesced work', () => {
  test('requests made during a run share the next one, and resolve after it', async () => {
    let runs = 0
    const work = coalesce(
      async () => {
        await sleep(10)
        runs++
      },
      () => undefined,
    )
    const first = work.request()
    await sleep(1)
    const second = work.request()
    const third = work.request()
    await first
    await Promise.all([second, third])
    expect(runs).toBe(2)
  })

  test('a failed run is reported, and the next request runs again', async () => {
    const errors: unknown[] = []
    let runs = 0
    const work = coalesce(
      async () => {
        if (++runs === 1) throw new Error('gone')
      },
      (error) => errors.push(error),
    )
    await work.request()
    await work.request()
    expect(errors).toEqual([new Error('gone')])
    expect(runs).toBe(2)
  })

  test('closing waits for the run and starts no other', async () => {
    let runs = 0
    const work = coalesce(
      async () => {
        await sleep(10)
        runs++
      },
      () => undefined,
    )
    void work.request()
    await sleep(1)
    void work.request()
    await work.close()
    await work.request()
    expect(runs).toBe(1)
  })
})
