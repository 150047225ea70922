// `npm run release:version`: takes the changesets into versions and changelogs, and freezes the contracts of what is released.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { followVersions } from '../charts/follow-versions.ts'
import { freezeDocument } from '../openapi/write.ts'
import { freezeContracts } from './freeze-contracts.ts'
import { ROOT, releasedServices, servicesWithContracts } from './services.ts'

const before = new Map(releasedServices(ROOT).map(({ name, version }) => [name, version]))
const { status } = spawnSync(
  process.execPath,
  [join(ROOT, 'node_modules/@changesets/cli/bin.js'), 'version'],
  { cwd: ROOT, stdio: 'inherit' },
)
if (status !== 0) process.exit(status ?? 1)
const released = releasedServices(ROOT).filter(({ name, version }) => before.get(name) !== version)
for (const { name, version } of released) console.log(`${name} ${before.get(name)} -> ${version}`)
const withContracts = servicesWithContracts(ROOT)
const frozen = released.map(({ name }) => name).filter((name) => withContracts.includes(name))
freezeContracts(ROOT, frozen)
if (frozen.length > 0) console.log(`froze the contracts of ${frozen.join(', ')}`)
if (released.some(({ name }) => name === 'gateway')) {
  freezeDocument(ROOT)
  console.log('froze the document of the public API')
}
const charts = followVersions()
if (charts.length > 0)
  console.log(`charts that install them: ${charts.join(', ')}; npm run charts:write renders them`)
