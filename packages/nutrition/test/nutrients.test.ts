import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { exact, exactly, fromList, isSame, scale, sum, toList, type Nutrients } from '../src/nutrients.ts'

const amount = fc.double({ min: 0, max: 1e6, noNaN: true })
const nutrients: fc.Arbitrary<Nutrients> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 63 }), amount), { selector: ([id]) => id })
  .map((pairs) => Object.fromEntries(pairs))

describe('a list', () => {
  test('comes back as it went, by ascending id', () => {
    fc.assert(
      fc.property(nutrients, (each) => {
        const list = toList(each)
        expect(fromList(list)).toEqual(each)
        expect(list).toEqual(list.toSorted((a, b) => a.nutrient - b.nutrient))
        expect(fromList(list.toReversed())).toEqual(each)
      }),
    )
  })

  test('may hold a nutrient that only a newer release knows, and none that no release can have', () => {
    expect(toList(fromList([{ nutrient: 63, amount: 1 }]))).toEqual([{ nutrient: 63, amount: 1 }])
    expect(fromList([0, 64, 4_294_967_295].map((nutrient) => ({ nutrient, amount: 1 })))).toEqual({})
  })
})

describe('scaling', () => {
  test('gives what so many grams contain, to a millionth', () => {
    expect(scale({ 1: 116, 2: 9.02 }, 150)).toEqual({ 1: 174, 2: 13.53 })
    expect(scale({ 4: 0.1 }, 0.3)).toEqual({ 4: 0.0003 })
  })

  test('to 100 changes nothing that is exact already', () => {
    fc.assert(
      fc.property(nutrients, (each) => {
        const once = exactly(each)
        expect(scale(once, 100)).toEqual(once)
        expect(exactly(once)).toEqual(once)
      }),
    )
  })
})

describe('a sum', () => {
  test('is over what is known: one part that lacks a nutrient does not hide the others', () => {
    expect(sum([{ 1: 0.1, 2: 5 }, { 1: 0.2 }, {}])).toEqual({ 1: 0.3, 2: 5 })
    expect(sum([])).toEqual({})
  })

  test('is each nutrient by itself, to a millionth, in any order and with no part changed', () => {
    fc.assert(
      fc.property(fc.array(nutrients.map(exactly), { maxLength: 12 }), (parts) => {
        const before = structuredClone(parts)
        const total = sum(parts)
        for (let id = 1; id <= 63; id++) {
          const known = parts.flatMap((part) => part[id] ?? [])
          if (known.length === 0) expect(total[id]).toBeUndefined()
          else
            expect(total[id]).toBeCloseTo(
              known.reduce((a, b) => a + b),
              5,
            )
        }
        expect(sum(parts.toReversed())).toEqual(total)
        expect(parts).toEqual(before)
      }),
    )
  })
})

test('the same amounts are the same whatever their order, and another amount or nutrient is not', () => {
  fc.assert(
    fc.property(nutrients, (each) => {
      expect(isSame(each, fromList(toList(each).toReversed()))).toBe(true)
      expect(isSame(each, { ...each, 7: (each[7] ?? 0) + 1 })).toBe(false)
      expect(isSame({}, each)).toBe(Object.keys(each).length === 0)
    }),
  )
})

test('an exact amount has no noise of binary fractions', () => {
  expect(exact(0.1 + 0.2)).toBe(0.3)
  expect(exact(1e6)).toBe(1e6)
})
