import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startHouse, type House } from '../../../services/all/test/harness.ts'
import { brokenPromises } from '../promises.ts'
import { runDemo } from './run-demo.ts'

const MAX_WIDTH = 80

let house: House
let demo: Awaited<ReturnType<typeof runDemo>>
beforeAll(async () => {
  house = await startHouse()
  demo = await runDemo('--url', house.url)
}, 60_000)
afterAll(() => house.stop())

describe('the demo', () => {
  test("logs a person's week against a running server, and keeps every promise", () => {
    const { exitCode, stderr } = demo
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })

  test('names the promises that its output does not show', () => {
    expect(brokenPromises(demo.stdout)).toEqual([])
    expect(brokenPromises(demo.stdout.replace('Protein target reached', ''))).toEqual([
      '/Protein target reached/',
    ])
  })

  test('shows seven days, each with its bars against the targets, in lines that fit a terminal', () => {
    const lines = demo.stdout.split('\n')
    const days = lines.filter((line) => /^ {2}\w{3} \d\d \w{3} .*│.*[\d,]+\/[\d,]+.*│.*\d+\/\d+/.test(line))
    expect(days).toHaveLength(7)
    expect(lines.filter((line) => line.length > MAX_WIDTH)).toEqual([])
    expect(demo.stdout).not.toContain('\u001b')
  })

  test('shows what the server refused, and fails', async () => {
    const strict = await startHouse({ env: { SIGN_UP_LIMIT: '1' } })
    try {
      await runDemo('--url', strict.url)
      const { exitCode, stderr } = await runDemo('--url', strict.url)
      expect(exitCode).toBe(1)
      expect(stderr).toMatch(/POST \/v1\/auth\/sign-up answered 4\d\d/)
      expect(stderr).toMatch(/"code": "[A-Z_]+"/)
    } finally {
      await strict.stop()
    }
  }, 60_000)

  test('prints its usage when called with an unknown option', async () => {
    const { exitCode, stderr } = await runDemo('--colour')
    expect(exitCode).toBe(1)
    expect(stderr).toContain('usage: npm run demo')
  })
})
