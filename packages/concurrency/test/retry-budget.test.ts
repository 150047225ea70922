import { expect, test } from '@jest/globals'
import { createRetryBudget } from '../src/retry-budget.ts'

test('a burst may be sent again, after that one in ten; a reserve is left for others', () => {
  const budget = createRetryBudget({ share: 0.1, burst: 20 })
  const spend = (times: number, reserve = 0) =>
    Array.from({ length: times }, () => budget.spend(reserve)).filter(Boolean).length
  expect(spend(30, 15)).toBe(5)
  expect(spend(30)).toBe(15)
  for (let n = 0; n < 51; n++) budget.earn()
  expect(spend(30)).toBe(5)
  for (let n = 0; n < 1000; n++) budget.earn()
  expect(spend(30)).toBe(20)
})
