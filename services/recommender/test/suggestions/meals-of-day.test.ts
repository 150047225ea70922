import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { localMoment } from '@mymacrotracker/nutrition'
import { nextMeal, shareOfRemaining } from '../../dist/suggestions/domain/meals-of-day.js'

const DAY = '2026-11-21'
const at = (clock: string, logged: string[] = []) => {
  const [hours, minutes] = clock.split(':').map(Number) as [number, number]
  return { date: DAY, logged: new Set(logged), now: { date: DAY, minutes: hours * 60 + minutes } }
}

test('in the morning with nothing logged every meal gets its usual share', () => {
  expect(
    ['breakfast', 'lunch', 'dinner', 'snack'].map((meal) => shareOfRemaining(meal, at('07:00'))),
  ).toEqual([0.25, 0.3, 0.35, 0.1].map((share) => expect.closeTo(share, 9)))
})

test('meals that are logged or over leave their share to those that are to come', () => {
  expect(shareOfRemaining('lunch', at('12:00', ['breakfast']))).toBeCloseTo(0.3 / 0.75, 9)
  expect(shareOfRemaining('dinner', at('18:00'))).toBeCloseTo(0.35 / 0.45, 9)
  expect(shareOfRemaining('dinner', at('18:00', ['snack']))).toBe(1)
})

test('a meal that is asked for counts even when it was logged or is over', () => {
  expect(shareOfRemaining('breakfast', at('18:00', ['breakfast', 'snack', 'dinner']))).toBe(1)
})

test("a meal of the person's own has the share of a snack", () => {
  expect(shareOfRemaining('second breakfast', at('07:00'))).toBeCloseTo(0.1 / 1.1, 9)
})

test('on another day no meal is over', () => {
  expect(shareOfRemaining('dinner', { ...at('23:00'), date: '2026-11-22' })).toBeCloseTo(0.35, 9)
})

test('shares of the meals to come add up to the whole', () => {
  fc.assert(
    fc.property(fc.nat(1439), fc.subarray(['breakfast', 'lunch', 'dinner']), (minutes, logged) => {
      const day = { date: DAY, logged: new Set(logged), now: { date: DAY, minutes } }
      const toCome = ['breakfast', 'lunch', 'dinner', 'snack'].filter(
        (meal) =>
          !day.logged.has(meal) && minutes < ({ breakfast: 660, lunch: 900, dinner: 1320 }[meal] ?? Infinity),
      )
      expect(toCome.reduce((sum, meal) => sum + shareOfRemaining(meal, day), 0)).toBeCloseTo(1, 9)
    }),
  )
})

test.each([
  ['07:00', [], 'breakfast'],
  ['07:00', ['breakfast'], 'lunch'],
  ['11:30', [], 'lunch'],
  ['13:00', ['lunch'], 'snack'],
  ['18:00', ['lunch'], 'dinner'],
  ['19:00', ['dinner'], 'snack'],
  ['23:00', [], 'snack'],
  ['19:00', ['dinner', 'snack'], 'snack'],
] as [string, string[], string][])('at %s with %j logged the next meal is %s', (clock, logged, meal) => {
  expect(nextMeal(at(clock, logged))).toBe(meal)
})

test('on another day the next meal is the first that has nothing logged', () => {
  expect(nextMeal({ ...at('23:00', ['breakfast']), date: '2026-11-22' })).toBe('lunch')
})

test('a day that starts at 04:00 goes on after midnight', () => {
  const halfPastOne = Date.parse('2026-11-21T12:30:00Z')
  expect(localMoment(halfPastOne, { timeZone: 'Pacific/Auckland', dayStartsAt: '04:00' })).toEqual({
    date: '2026-11-21',
    minutes: 25 * 60 + 30,
  })
  expect(localMoment(halfPastOne, { timeZone: 'Pacific/Auckland', dayStartsAt: '00:00' })).toEqual({
    date: '2026-11-22',
    minutes: 90,
  })
  expect(localMoment(halfPastOne, { timeZone: 'America/New_York', dayStartsAt: '00:00' })).toEqual({
    date: '2026-11-21',
    minutes: 450,
  })
})
