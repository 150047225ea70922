import { describe, expect, test } from '@jest/globals'
import { breakingChanges } from '../breaking-changes.ts'
import { currentDocument } from '../document.ts'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the test breaks a document in ways that its type forbids
type Document = any

const changed = (change: (document: Document, schemas: Document) => void): string[] => {
  const later = structuredClone(currentDocument()) as Document
  change(later, later.components.schemas)
  return breakingChanges(currentDocument(), later)
}

describe('what takes something away from released clients is found', () => {
  test.each<[line: string, change: (document: Document, schemas: Document) => void]>([
    ['GET /v1/today: the operation is gone', ({ paths }) => delete paths['/v1/today']],
    ['GET /v1/today: operationId was getToday', ({ paths }) => (paths['/v1/today'].get.operationId = 'home')],
    ['POST /v1/weights: answer 200 is gone', ({ paths }) => delete paths['/v1/weights'].post.responses[200]],
    [
      'GET /v1/suggestions: query date is gone',
      ({ paths }) => paths['/v1/suggestions'].get.parameters.shift(),
    ],
    [
      'GET /v1/suggestions: query date is required',
      ({ paths }) => (paths['/v1/suggestions'].get.parameters[0].required = true),
    ],
    ['GET /v1/diary/entries/{id}: 200.grams is gone', (_, { DayEntry }) => delete DayEntry.properties.grams],
    ['GET /v1/diary/entries/{id}: 200.updatedAt may be absent', (_, { DayEntry }) => DayEntry.required.pop()],
    [
      'POST /v1/weights: 201.weightKg has type string, had number',
      (_, { Weight }) => (Weight.properties.weightKg.type = 'string'),
    ],
    [
      'POST /v1/weights: 201.weightKg may be null',
      (_, { Weight }) => (Weight.properties.weightKg.type = ['number', 'null']),
    ],
    [
      'POST /v1/diary/entries: request.date is gone',
      (_, { NewFoodEntry }) => delete NewFoodEntry.properties.date,
    ],
    [
      'POST /v1/diary/entries: request.date is required',
      (_, { NewFoodEntry }) => NewFoodEntry.required.push('date'),
    ],
    [
      'POST /v1/diary/entries: request.amount.grams has a lower maximum',
      (_, { AmountInGrams }) => (AmountInGrams.properties.grams.maximum = 5),
    ],
    [
      'POST /v1/diary/entries: request no longer has the variant #/components/schemas/NewQuickAdd',
      (_, { NewEntry }) => NewEntry.oneOf.pop(),
    ],
    ['PUT /v1/goal: request.kind no longer takes gain', (_, { GoalKind }) => GoalKind.enum.pop()],
    [
      'POST /v1/auth/sign-in: security is asked for',
      ({ paths }) => (paths['/v1/auth/sign-in'].post.security = [{ accessToken: [] }]),
    ],
  ])('%s', (line, change) => expect(changed(change)).toContain(line))
})

test('what only adds breaks nobody', () => {
  expect(
    changed(({ paths }, { DayEntry, NewFoodEntry, FoodFlag, AmountInGrams, Weight }) => {
      DayEntry.properties.mood = { type: 'string' }
      DayEntry.required.push('mood')
      NewFoodEntry.properties.mood = { type: 'string' }
      NewFoodEntry.properties.date.type = ['string', 'null']
      FoodFlag.enum.push('NEW_FLAG')
      AmountInGrams.properties.grams.maximum = 30_000
      Weight.description = 'Otherwise'
      paths['/v1/moods'] = { get: { ...paths['/v1/today'].get, operationId: 'getMoods' } }
      paths['/v1/today'].get.responses[418] = { description: 'A teapot' }
    }),
  ).toEqual([])
})
