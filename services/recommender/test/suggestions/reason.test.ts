import { expect, test } from '@jest/globals'
import { ENERGY, PROTEIN } from '@mymacrotracker/nutrition'
import { reasonOf } from '../../dist/suggestions/domain/reason.js'
import { amounts } from '../a-food.ts'

const LEFT = { [ENERGY]: 642, [PROTEIN]: 45 }

test('a reason says what of the remainder the meal takes', () => {
  expect(reasonOf(amounts({ energyKcal: 617, proteinG: 41.2 }), LEFT, 'lunch', false)).toBe(
    'about 620 kcal of the 640 left for lunch, 41 g of 45 g protein',
  )
  expect(reasonOf(amounts({ energyKcal: 617, proteinG: 41.2 }), { [ENERGY]: 642 }, 'lunch', false)).toBe(
    'about 620 kcal of the 640 left for lunch',
  )
})

test('what is more than the remainder is called more', () => {
  expect(
    reasonOf(amounts({ energyKcal: 664, proteinG: 79 }), { ...LEFT, [PROTEIN]: 64 }, 'lunch', false),
  ).toBe('about 660 kcal, 20 more than is left for lunch, 79 g protein, 15 g more than needed')
  expect(
    reasonOf(amounts({ energyKcal: 300, proteinG: 12 }), { [ENERGY]: 300, [PROTEIN]: 0 }, 'snack', false),
  ).toBe('about 300 kcal of the 300 left for snack, 12 g protein')
})

test('a remainder that is no meal is named as such', () => {
  expect(
    reasonOf(amounts({ energyKcal: 1078, proteinG: 70 }), { [ENERGY]: 2400, [PROTEIN]: 150 }, 'dinner', true),
  ).toBe(
    'about 1,080 kcal: the 2,400 left for dinner are more than one meal should hold; 70 g of 150 g protein',
  )
})
