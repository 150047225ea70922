import { expect, test } from '@jest/globals'
import { readableName } from '../../src/importers/domain/usda-name.ts'

test.each([
  ['CHEESE,LO NA', 'Cheese, low sodium'],
  ["CAMPBELL'S CHUNKY SOUPS,TURKEY POT PIE", "Campbell's chunky soups, turkey pot pie"],
  ['FAST FOODS,BURRITO,W/BNS&CHS', 'Fast foods, burrito, with beans & cheese'],
  ['FAST FOODS,SALAD,VEG,TOSSED,WO/DRSNG', 'Fast foods, salad, vegetable, tossed, without dressing'],
  ['Yogurt, Greek, CHOBANI', 'Yogurt, Greek, CHOBANI'],
  ['FISH,SALMON,RED FAT,RAW', 'Fish, salmon, reduced fat, raw'],
])('%s reads %s', (short, name) => {
  expect(readableName(short)).toBe(name)
})
