import { expect, test } from '@jest/globals'
import { withOwnNames } from '@mymacrotracker/nutrition'

test('portions that share a name are told apart by their grams, and the same portion is there once', () => {
  const given = [
    { name: '1 slice', grams: 25 },
    { name: '1 Slice', grams: 43 },
    { name: '1 slice', grams: 25 },
    { name: '1 cup', grams: 240 },
  ]
  expect(withOwnNames(given)).toEqual([
    { name: '1 slice (25 g)', grams: 25 },
    { name: '1 Slice (43 g)', grams: 43 },
    { name: '1 cup', grams: 240 },
  ])
})
