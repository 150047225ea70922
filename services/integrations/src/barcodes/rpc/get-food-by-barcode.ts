import type { BarcodesServiceService } from '@mymacrotracker/contracts/integrations/v1/barcodes_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { InvalidError, NotFoundError } from '@mymacrotracker/errors'
import type { IntegrationsContext } from '../../context.ts'
import { normaliseGtin } from '@mymacrotracker/nutrition'

export function getFoodByBarcode({
  db,
}: IntegrationsContext): Handlers<BarcodesServiceService>['getFoodByBarcode'] {
  return async ({ barcode }) => {
    const gtin = normaliseGtin(barcode)
    if (!gtin)
      throw InvalidError.field(
        'barcode',
        'BARCODE_INVALID',
        'must be an EAN-8, UPC-E, UPC-A, EAN-13 or GTIN-14 with its check digit',
      )
    const food = await db.reading.asSystem(({ foods }) => foods.findByBarcode(gtin))
    if (!food) throw new NotFoundError('FOOD_NOT_FOUND', 'there is no food with this barcode')
    return { food }
  }
}
