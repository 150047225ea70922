import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { editDistance, isOneStepApart } from '../src/edit-distance.ts'

test.each([
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
  ['milk', 'milk', 0],
  ['mlik', 'milk', 1],
  ['ca', 'abc', 3],
])('from %j to %j it is %d steps', (a, b, steps) => {
  expect(editDistance(a, b)).toBe(steps)
})

test('steps are those of the definition, counted up to a limit', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })
  fc.assert(
    fc.property(letters, letters, fc.constantFrom(0, 1, 2, 3, Infinity), (a, b, most) => {
      expect(editDistance(a, b, most)).toBe(Math.min(definition(a, b), most + 1))
    }),
    { numRuns: 500 },
  )
})

test('one step is told from two in one pass', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })
  fc.assert(
    fc.property(letters, letters, (a, b) => {
      expect(isOneStepApart(a, b)).toBe(definition(a, b) <= 1)
    }),
    { numRuns: 500 },
  )
})

/** Optimal string alignment as it is defined, without any shortcut. */
function definition(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  const same = a.at(-1) === b.at(-1) ? 0 : 1
  const steps = Math.min(
    definition(a.slice(0, -1), b) + 1,
    definition(a, b.slice(0, -1)) + 1,
    definition(a.slice(0, -1), b.slice(0, -1)) + same,
  )
  const swapped = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)
  return swapped ? Math.min(steps, definition(a.slice(0, -2), b.slice(0, -2)) + 1) : steps
}
