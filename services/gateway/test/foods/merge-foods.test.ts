import { expect, test } from '@jest/globals'
import { FoodSource, type Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { mergeFoods } from '../../src/foods/merge-foods.ts'

const food = (id: string, source: FoodSource, score: number) => ({ food: { id, source } as Food, score })
const own = (id: string, score: number) => food(id, FoodSource.FOOD_SOURCE_OWN, score)
const starter = (id: string, score: number) => food(id, FoodSource.FOOD_SOURCE_STARTER, score)
const ids = (foods: readonly Food[]) => foods.map(({ id }) => id)

test('an own food that has every word precedes what fits better', () => {
  expect(ids(mergeFoods([own('bowl', 0.75)], [starter('rice', 1)], 5))).toEqual(['bowl', 'rice'])
})

test('an own food that lacks a word does not', () => {
  expect(ids(mergeFoods([own('bowl', 0.4)], [starter('rice', 0.6)], 5))).toEqual(['rice', 'bowl'])
})

test('a food logged of late comes first among foods that fit alike, and only among those', () => {
  const found = [starter('milk', 0.99), starter('skim', 0.98), starter('shake', 0.83)]
  expect(ids(mergeFoods([starter('skim', 0.97)], found, 5))).toEqual(['skim', 'milk', 'shake'])
  expect(ids(mergeFoods([starter('shake', 0.83)], found, 5))).toEqual(['milk', 'skim', 'shake'])
})

test('a food found twice is there once, and no more foods than asked for', () => {
  const twice = mergeFoods([starter('a', 0.9)], [starter('a', 1), starter('b', 0.9), starter('c', 0.8)], 2)
  expect(ids(twice)).toEqual(['a', 'b'])
})
