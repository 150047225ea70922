import { describe, expect, test } from '@jest/globals'
import { NUTRIENTS } from '@mymacrotracker/nutrition'
import { nutrientsJson, nutrientsMessage, remainingJson } from '../../dist/json/nutrients-json.js'

describe('nutrients by key', () => {
  test('every nutrient of the table comes back from JSON as it went', () => {
    const amounts = NUTRIENTS.map(({ id }) => ({ nutrient: id, amount: id }))
    expect(nutrientsMessage(nutrientsJson(amounts))).toEqual(amounts)
  })

  test('figures are rounded as the table says, and what is not known is absent', () => {
    expect(
      nutrientsJson([
        { nutrient: 1, amount: 123.5 },
        { nutrient: 2, amount: 0.25 + 0.1 },
        { nutrient: 18, amount: 0.005 },
      ]),
    ).toEqual({ energyKcal: 124, proteinG: 0.3, ironMg: 0.01 })
  })

  test('an amount just below zero is 0 and not -0', () => {
    expect(Object.is(nutrientsJson([{ nutrient: 1, amount: -0.2 }])['energyKcal'], 0)).toBe(true)
  })

  test('remaining adds up with what is shown and is negative when exceeded', () => {
    const targets = [
      { nutrient: 1, amount: 2000.4 },
      { nutrient: 2, amount: 120 },
    ]
    const totals = [
      { nutrient: 1, amount: 100.6 },
      { nutrient: 2, amount: 130.24 },
      { nutrient: 4, amount: 10 },
    ]
    expect(remainingJson(targets, totals)).toEqual({ energyKcal: 1899, proteinG: -10.2 })
    expect(remainingJson(targets, [])).toEqual({ energyKcal: 2000, proteinG: 120 })
  })
})
