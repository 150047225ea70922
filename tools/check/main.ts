// The quick loop: types, lint, boundaries, contracts, then unit and module tests on a real Postgres. Every stage runs, so
// that one run shows every fault; the last line counts them all. `npm test -- lint` runs the stages that begin so, and
// `npm test -- --changed` all of them with the tests of what differs from main.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runJest, summary, type Count } from './jest.ts'
import { testsOfChange } from './changed.ts'
import { changelogFaults } from '../release/changelogs.ts'
import { releasedContractFaults } from './contracts.ts'
import { checkKafkaUse } from './kafka-use.ts'
import { checkStructure } from './structure.ts'
import { workspaceFaults } from './workspace.ts'

const root = join(import.meta.dirname, '../..')
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { changed: { type: 'boolean', default: false }, since: { type: 'string', default: 'main' } },
})
/** tools/run.mjs builds first; without a build the stages that read sources alone still mean something. */
const isBuilt = process.env['BUILD_FAILED'] === undefined
const bin = (name: string) => join(root, 'node_modules/.bin', name)

interface Stage {
  name: string
  run(): Count | Promise<Count>
}

const command = (name: string, words: string[]): Stage => ({
  name,
  run() {
    const { status } = spawnSync(words[0]!, words.slice(1), { cwd: root, stdio: 'inherit', env: process.env })
    return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
  },
})

const stages: Stage[] = [
  { name: 'build', run: () => report(isBuilt ? [] : ['failed; its faults are above']) },
  command('format', [bin('oxfmt'), '--check', '--no-error-on-unmatched-pattern', '.']),
  command('types of the tests and tools', [
    process.execPath,
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    'tsconfig.test.json',
  ]),
  command('lint', [bin('oxlint'), '--type-aware', 'packages', 'services', 'tools']),
  command('boundaries', [
    bin('depcruise'),
    '--config',
    '.dependency-cruiser.mjs',
    '--output-type',
    'err',
    'packages',
    'services',
  ]),
  { name: 'workspace', run: () => report(workspaceFaults(root), 'npm run workspace') },
  { name: 'structure', run: () => report(checkStructure(root)) },
  { name: 'use of kafkajs', run: () => report(checkKafkaUse(root)) },
  {
    name: 'facts of charts and platform',
    run: () =>
      faultsOfContracts(
        async () => (await import('../charts/facts.ts')).factFaults(),
        'npm run charts:facts',
      ),
  },
  {
    name: 'pages of the services',
    run: () => faultsOfContracts(async () => (await import('./readmes.ts')).readmeFaults()),
  },
  command('contracts: lint', [bin('buf'), 'lint']),
  { name: 'contracts: nothing released is broken', run: () => report(releasedContractFaults(root)) },
  command('public API', [process.execPath, join(root, 'tools/openapi/check.ts')]),
  { name: 'changelogs', run: () => report(changelogFaults(root)) },
  ...(values.changed
    ? [command('changeset', [process.execPath, 'tools/release/changeset-check.ts', '--since', values.since])]
    : []),
  { name: 'tests', run: tests },
]

const [wanted] = positionals
const total: Count = { passed: 0, failed: 0 }
const failedStages: string[] = []
for (const stage of stages.filter(({ name }) => !wanted || name.startsWith(wanted))) {
  console.log(`\n── ${stage.name}`)
  const { passed, failed } = await stage.run()
  total.passed += passed
  total.failed += failed
  if (failed > 0) failedStages.push(stage.name)
}
if (failedStages.length > 0) console.log(`\nfailed: ${failedStages.join(', ')}`)
process.exit(summary(total))

function unbuilt(): Count {
  return report(['not run: it needs what the build makes'])
}

/** Loads the contracts that were built, so not before it is known that they were. */
async function faultsOfContracts(faults: () => Promise<string[]>, mendedBy?: string): Promise<Count> {
  return isBuilt ? report(await faults(), mendedBy) : unbuilt()
}

function tests(): Count {
  if (!isBuilt) return unbuilt()
  if (!values.changed) return runJest()
  const touched = testsOfChange(root, values.since)
  if (!touched) return runJest()
  console.log(touched.length > 0 ? `  ${touched.join('\n  ')}` : '  nothing that has tests differs')
  return touched.length > 0 ? runJest('jest.config.mjs', touched) : { passed: 1, failed: 0 }
}

/** Faults, and the command that mends them where there is one. */
function report(faults: readonly string[], mendedBy?: string): Count {
  for (const fault of faults) console.log(`  ${fault}`)
  if (faults.length > 0 && mendedBy) console.log(`  mend with: ${mendedBy}`)
  return faults.length === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}
