import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { createLanes } from '../src/lanes.ts'

describe('lanes', () => {
  test('work of one key runs in order, work of another beside it', async () => {
    const lanes = createLanes<string>()
    const log: string[] = []
    const work = (name: string, ms: number) => async () => {
      log.push(`${name} begins`)
      await sleep(ms)
      log.push(`${name} ends`)
    }
    void lanes.run('a', work('first', 30))
    void lanes.run('a', work('second', 0))
    void lanes.run('b', work('other', 0))
    await lanes.idle()
    expect(log).toEqual([
      'first begins',
      'other begins',
      'other ends',
      'first ends',
      'second begins',
      'second ends',
    ])
  })

  test('a failure concerns its caller alone', async () => {
    const lanes = createLanes<string>()
    const failed = lanes.run('a', () => Promise.reject(new Error('first')))
    const after = lanes.run('a', () => Promise.resolve('second'))
    await expect(failed).rejects.toThrow('first')
    await expect(after).resolves.toBe('second')
  })

  test('where asked for, what is queued behind a failure fails with it, and what comes later does not', async () => {
    const lanes = createLanes<string>({ failQueued: true })
    const failed = lanes.run('a', () => Promise.reject(new Error('first')))
    const behind = lanes.run('a', () => Promise.resolve('second'))
    await expect(failed).rejects.toThrow('first')
    await expect(behind).rejects.toThrow('first')
    await expect(lanes.run('a', () => Promise.resolve('third'))).resolves.toBe('third')
  })
})
