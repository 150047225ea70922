import type { BarcodesServiceService } from '@mymacrotracker/contracts/integrations/v1/barcodes_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { NotFoundError } from '@mymacrotracker/errors'
import type { IntegrationsContext } from '../../context.ts'
import { requireBarcode } from '@mymacrotracker/validation'

export function getFoodByBarcode({
  db,
}: IntegrationsContext): Handlers<BarcodesServiceService>['getFoodByBarcode'] {
  return async ({ barcode }) => {
    const gtin = requireBarcode('barcode', barcode)
    const food = await db.reading.asSystem(({ foods }) => foods.findByBarcode(gtin))
    if (!food) throw new NotFoundError('FOOD_NOT_FOUND', 'there is no food with this barcode')
    return { food }
  }
}
