import { describe, expect, test } from '@jest/globals'
import { NUTRIENTS } from '@mymacrotracker/nutrition'
import fc from 'fast-check'
import { nutrientsJson, nutrientsMessage, remainingJson, round } from '../../dist/json/nutrients-json.js'

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

  test('rounding gives the digits of toFixed, near a half too', () => {
    const nearHalf = fc
      .tuple(fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }), fc.integer({ min: -3, max: 3 }))
      .map(([halves, ulps]) => halves / 2000 + ulps * Number.EPSILON * Math.abs(halves / 2000))
    const decimal = fc
      .tuple(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), fc.integer({ min: 0, max: 6 }))
      .map(([digits, places]) => digits / 10 ** places)
    const any = fc.double({ min: -1e12, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(fc.oneof(nearHalf, decimal, any), fc.integer({ min: 0, max: 4 }), (value, decimals) => {
        expect(Object.is(round(value, decimals), Number(value.toFixed(decimals)) + 0)).toBe(true)
      }),
      { numRuns: 20_000 },
    )
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
    expect(remainingJson(targets, nutrientsJson(totals))).toEqual({ energyKcal: 1899, proteinG: -10.2 })
    expect(remainingJson(targets, {})).toEqual({ energyKcal: 2000, proteinG: 120 })
  })
})
