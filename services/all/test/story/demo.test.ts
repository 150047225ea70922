import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startHouse, type House } from '../harness.ts'
import { demo, expectWholeStory, type Told } from './demo.ts'

const MAX_WIDTH = 100

let house: House
let told: Told
beforeAll(async () => {
  house = await startHouse()
  told = await demo('--url', house.url)
}, 60_000)
afterAll(() => house.stop())

describe('the demo', () => {
  test("tells a person's week against a running server, and every promise in it holds", () => {
    expectWholeStory(told)
  })

  test('shows seven days, each with its bars against the targets, in lines a terminal has room for', () => {
    const { said } = told
    const days = said
      .split('\n')
      .filter((line) => /^ {2}\w{3} \d\d \w{3} .*│.*[\d,]+\/[\d,]+.*│.*\d+\/\d+/.test(line))
    expect(days).toHaveLength(7)
    expect(said.split('\n').filter((line) => line.length > MAX_WIDTH)).toEqual([])
    expect(said).not.toContain('\u001b')
  })

  test('shows what the server refused, and fails', async () => {
    const strict = await startHouse({ env: { SIGN_UP_LIMIT: '1' } })
    try {
      await demo('--url', strict.url)
      const { code, failed } = await demo('--url', strict.url)
      expect(code).toBe(1)
      expect(failed).toMatch(/POST \/v1\/auth\/sign-up answered 4\d\d/)
      expect(failed).toMatch(/"code": "[A-Z_]+"/)
    } finally {
      await strict.stop()
    }
  }, 60_000)

  test('says how it is used when it is asked wrongly', async () => {
    const { code, failed } = await demo('--colour')
    expect(code).toBe(1)
    expect(failed).toContain('usage: npm run demo')
  })
})
