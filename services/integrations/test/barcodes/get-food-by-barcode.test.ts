import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { startHouse, type House, type Person } from '../../../all/test/harness.ts'
import { normaliseGtin } from '@mymacrotracker/nutrition'
import { foodId } from '../../src/catalogue/store/food-id.ts'

describe('normaliseGtin', () => {
  test.each([
    ['73513537', '00000073513537'],
    ['036000291452', '00036000291452'],
    ['0036000291452', '00036000291452'],
    ['4006381333931', '04006381333931'],
    ['10614141000415', '10614141000415'],
  ])('%s is %s', (barcode, gtin) => {
    expect(normaliseGtin(barcode)).toBe(gtin)
  })

  test.each([
    '',
    '1234567',
    '4006381333932',
    '400638133393',
    '40063813339310',
    ' 4006381333931',
    '400638133393x',
    '٤٠٠٦٣٨١٣٣٣٩٣١',
    '4006381333931\n',
  ])('%j is none', (barcode) => {
    expect(normaliseGtin(barcode)).toBeUndefined()
  })

  test('one wrong digit is always noticed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digits = [...'4006381333931']
        digits[at] = String((Number(digits[at]) + by) % 10)
        expect(normaliseGtin(digits.join(''))).toBeUndefined()
      }),
    )
  })
})

describe('GetFoodByBarcode', () => {
  let house: House
  let ann: Person
  beforeAll(async () => {
    house = await startHouse()
    ann = await house.person()
    await house.sql('update integrations.foods set barcodes = $2 where id = $1', [
      foodId(1, 'banana'),
      ['00036000291452'],
    ])
  })
  afterAll(() => house.stop())

  const get = async (barcode: string) =>
    (await house.as('gateway').integrations.barcodes.getFoodByBarcode({ barcode }, house.call(ann))).food

  test('UPC-A, EAN-13 and GTIN-14 of one product find the same food', async () => {
    for (const barcode of ['036000291452', '0036000291452', '00036000291452'])
      expect(await get(barcode)).toMatchObject({ name: 'Banana', barcodes: ['00036000291452'] })
  })

  test('a barcode nobody has is not found', async () => {
    await expect(get('4006381333931')).rejects.toMatchObject({ kind: 'not_found', reason: 'FOOD_NOT_FOUND' })
  })

  test('a wrong check digit is refused by name', async () => {
    await expect(get('036000291453')).rejects.toMatchObject({
      kind: 'invalid',
      faults: [{ path: 'barcode', code: 'BARCODE_INVALID' }],
    })
  })
})
