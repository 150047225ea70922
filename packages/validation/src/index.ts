export { faultsOf, type Fault } from './faults.ts'
export { requireNutrients } from './require-nutrients.ts'
export { requireVersion } from './require-version.ts'
export { refuseFaults } from './refuse-faults.ts'
export {
  requireDay,
  requireDayRange,
  requireInstant,
  requireMeal,
  requireNumber,
  requireText,
  requireUuid,
} from './require.ts'
