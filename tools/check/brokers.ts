// The conformance suite of the bus on the real brokers. Each test file starts its own.
//   npm run test:brokers [-- kafka]
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const reportFile = join(root, '.cache/jest-brokers.json')

mkdirSync(join(root, '.cache'), { recursive: true })
rmSync(reportFile, { force: true })
const words = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(root, 'node_modules/jest/bin/jest.js'), '--config', join(root, 'jest.brokers.config.mjs'), '--verbose', '--json', `--outputFile=${reportFile}`, ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: process.env })
const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(reportFile, 'utf8')) as Record<'numPassedTests' | 'numFailedTests' | 'numRuntimeErrorTestSuites', number>
const failed = Math.max(numFailedTests + numRuntimeErrorTestSuites, status === 0 && numPassedTests > 0 ? 0 : 1)
console.log(`\n${numPassedTests} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
