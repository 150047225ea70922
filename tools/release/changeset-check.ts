// `npm run changeset:check -- --since main`: the services that a change touches, and whether changesets inform their users.
import { parseArgs } from 'node:util'
import { changesetFaults, readChangesets } from './changesets.ts'
import { ROOT, git, releasedServices } from './services.ts'
import { changedPaths, touchedServices } from './touched.ts'

const { values } = parseArgs({ options: { since: { type: 'string', default: 'main' } } })
const base = git(ROOT, 'merge-base', values.since, 'HEAD')
const paths = changedPaths(ROOT, base)
const touched = touchedServices({ root: ROOT, base, paths })
const changesets = readChangesets(ROOT, paths)
const faults = changesetFaults(
  touched,
  changesets,
  releasedServices(ROOT).map(({ name }) => name),
)

for (const [service, path] of touched) console.log(`touched  ${service.padEnd(14)} ${path}`)
for (const { path, releases } of changesets)
  console.log(
    `says     ${
      Object.entries(releases)
        .map(([name, kind]) => `${name} ${kind}`)
        .join(', ') || 'nothing changes for users'
    }  (${path})`,
  )
if (touched.size === 0) console.log('no service is touched')
for (const fault of faults) console.error(`  ${fault}`)
if (faults.length > 0)
  console.error(
    '\nAdd one: npm run changeset (or npm run changeset -- --empty when nobody who runs a service will notice)',
  )
process.exit(faults.length === 0 ? 0 : 1)
