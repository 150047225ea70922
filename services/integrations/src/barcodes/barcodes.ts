import { BarcodesServiceService } from '@mymacrotracker/contracts/integrations/v1/barcodes_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { IntegrationsContext } from '../context.ts'
import { getFoodByBarcode } from './rpc/get-food-by-barcode.ts'

/** Foods found by barcode. */
export function barcodesFeature(context: IntegrationsContext): FeatureParts {
  return { services: [registration(BarcodesServiceService, { getFoodByBarcode: getFoodByBarcode(context) })] }
}
