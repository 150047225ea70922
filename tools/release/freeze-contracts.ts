// Writes the contracts of the named services as their last released ones: `npm run contracts:freeze -- events profile`.
// The release flow calls it for each service that gets a new version (release/version.ts).
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { buildContracts, releasedContractFaults, releasedPath } from '../check/contracts.ts'
import { ROOT, servicesWithContracts } from './services.ts'

/** A contract that breaks a released one is not frozen over it: that would hide the break. */
export function freezeContracts(root: string, services: readonly string[]): void {
  const faults = releasedContractFaults(root, services).filter((fault) => !fault.includes('is missing'))
  if (faults.length > 0) throw new Error(`not frozen:\n  ${faults.join('\n  ')}`)
  for (const service of services) {
    mkdirSync(dirname(releasedPath(root, service)), { recursive: true })
    writeFileSync(releasedPath(root, service), buildContracts(root, service))
  }
}

if (import.meta.main) {
  const named = process.argv.slice(2)
  const known = servicesWithContracts(ROOT)
  const unknown = named.filter((name) => !known.includes(name))
  if (named.length === 0 || unknown.length > 0) {
    console.error(`usage: npm run contracts:freeze -- ${known.join(' | ')}`)
    process.exit(1)
  }
  freezeContracts(ROOT, named)
  console.log(`froze the contracts of ${named.join(', ')}`)
}
