export { ifGiven, requireAll } from './require-all.ts'
export { requireNutrients } from './require-nutrients.ts'
export { requireVersion } from './require-version.ts'
export {
  requireBarcode,
  requireDay,
  requireDayRange,
  requireInstant,
  requireList,
  requireMeal,
  requireNumber,
  requireOneOf,
  requireText,
  requireThat,
  requireTimeOfDay,
  requireTimeZone,
  requireUuid,
} from './require.ts'
