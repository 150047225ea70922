import { describe, expect, test } from '@jest/globals'
import { InvalidError } from '@mymacrotracker/errors'
import { ifGiven, requireAll } from '../src/require-all.ts'
import { requireDayRange, requireList, requireNumber, requireOneOf, requireText } from '../src/require.ts'

function refusalOf(check: () => unknown): InvalidError {
  try {
    check()
  } catch (error) {
    if (error instanceof InvalidError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const pathsOf = (error: InvalidError) => error.faults.map(({ path }) => path)

describe('all checks of a request', () => {
  test('give their results by name or in order, in the form that is kept', () => {
    expect(
      requireAll({
        name: () => requireText('name', ' Ann ', { max: 9 }),
        absent: () => ifGiven(undefined, Number),
      }),
    ).toEqual({ name: 'Ann', absent: undefined })
    expect(requireAll([() => 1, () => 'two'])).toEqual([1, 'two'])
  })

  test('that fail are told at once, those of a nested check among them', () => {
    const error = refusalOf(() =>
      requireAll({
        meal: () => requireText('meal', '', { max: 40 }),
        fine: () => requireNumber('fine', 1, { max: 2 }),
        amount: () =>
          requireAll({
            count: () => requireNumber('amount.count', -1, { above: 0, max: 1000 }),
            portion: () => requireText('amount.portion', 'a\nb', { max: 100 }),
          }),
      }),
    )
    expect(error.reason).toBe('LENGTH')
    expect(error.faults.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'meal LENGTH',
      'amount.count OUT_OF_RANGE',
      'amount.portion TEXT_INVALID',
    ])
    expect(error.message).toContain('meal: must be 1 to 40 characters; amount.count: must be more than 0')
  })

  test('name ten faults at most, as trailers have little room', () => {
    const items = Array.from({ length: 60 }, () => '')
    const error = refusalOf(() =>
      requireList('names', items, 100, (path, text) => requireText(path, text, { max: 9 })),
    )
    expect(pathsOf(error)).toEqual(Array.from({ length: 10 }, (_, at) => `names.${at}`))
  })

  test('pass a bug on as it is, and a refusal that names no field', () => {
    const bug = new TypeError('a bug')
    const whole = new InvalidError('BODY_MALFORMED', 'the body is not JSON')
    for (const thrown of [bug, whole])
      expect(() =>
        requireAll({
          name: () => requireText('name', '', { max: 9 }),
          other: () => {
            throw thrown
          },
        }),
      ).toThrow(thrown)
  })
})

test('both days of a range are looked at before the range is', () => {
  expect(pathsOf(refusalOf(() => requireDayRange('today', '2026-02-30')))).toEqual(['from', 'to'])
  expect(refusalOf(() => requireDayRange('2026-01-01', '2027-01-02')).reason).toBe('RANGE_TOO_LONG')
  expect(requireDayRange('2024-01-01', '2024-12-31')).toEqual({ from: '2024-01-01', to: '2024-12-31' })
})

test('a list with too many items is refused as a whole', () => {
  const error = refusalOf(() =>
    requireList('ids', ['', '', ''], 2, (path, id) => requireText(path, id, { max: 1 })),
  )
  expect(error.faults).toMatchObject([{ path: 'ids', code: 'LENGTH', params: { max: 2, unit: 'items' } }])
})

test('what is none of the choices is told them', () => {
  expect(requireOneOf('diet', 'vegan', ['none', 'vegan'])).toBe('vegan')
  expect(refusalOf(() => requireOneOf('diet', 'air', ['none', 'vegan'])).faults).toEqual([
    { path: 'diet', code: 'VALUE_UNKNOWN', message: 'must be one of none, vegan' },
  ])
  expect(refusalOf(() => requireOneOf('sex', 0, [1, 2], 'female or male')).message).toBe(
    'sex: must be female or male',
  )
})
