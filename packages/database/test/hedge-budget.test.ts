import { expect, test } from '@jest/globals'
import { createHedgeBudget } from '../src/hedge-budget.ts'

test('a burst may be asked twice, after that one in ten', () => {
  const budget = createHedgeBudget()
  const spend = (times: number) => Array.from({ length: times }, () => budget.spend()).filter(Boolean).length
  expect(spend(30)).toBe(20)
  for (let n = 0; n < 51; n++) budget.earn()
  expect(spend(30)).toBe(5)
  for (let n = 0; n < 1000; n++) budget.earn()
  expect(spend(30)).toBe(20)
})
