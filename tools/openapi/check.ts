// The public API's document: up to date, well-formed, and no break of the released one. A stage of `npm test`.
import process from 'node:process'
import { ROOT } from '../lib/services.ts'
import { apiFaults } from './faults.ts'

const faults = apiFaults(ROOT)
for (const fault of faults) console.log(`  ${fault}`)
process.exit(faults.length === 0 ? 0 : 1)
