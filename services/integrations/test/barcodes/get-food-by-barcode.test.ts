import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { foodId } from '../../src/catalogue/store/food-id.ts'

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
    await house.sql('update integrations.foods set barcodes = $2 where id = $1', [
      foodId(1, 'apple-with-skin'),
      ['00049000006346'],
    ])
  })
  afterAll(() => house.stop())

  const get = async (barcode: string) =>
    (await house.as('gateway').integrations.barcodes.getFoodByBarcode({ barcode }, house.call(ann))).food

  test('UPC-A, EAN-13 and GTIN-14 of one product find the same food', async () => {
    for (const barcode of ['036000291452', '0036000291452', '00036000291452'])
      expect(await get(barcode)).toMatchObject({ name: 'Banana', barcodes: ['00036000291452'] })
  })

  test('UPC-E finds the food that has its UPC-A', async () => {
    expect(await get('04963406')).toMatchObject({ barcodes: ['00049000006346'] })
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
