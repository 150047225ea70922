import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface Count {
  passed: number
  failed: number
}

/** Runs jest with one of the root's configurations and counts what passed and failed. */
export function runJest(config = 'jest.config.mjs', words: readonly string[] = []): Count {
  const report = join(root, '.cache', `${config}.json`)
  mkdirSync(join(root, '.cache'), { recursive: true })
  rmSync(report, { force: true })
  const { status } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=TimeoutNegativeWarning',
      join(root, 'node_modules/jest/bin/jest.js'),
      // Before the options: --reporters takes every word that follows it.
      ...words,
      '--config',
      config,
      '--json',
      `--outputFile=${report}`,
      '--reporters=default',
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: process.env },
  )
  const {
    numPassedTests: passed,
    numFailedTests,
    numRuntimeErrorTestSuites,
  } = JSON.parse(readFileSync(report, 'utf8')) as Record<
    'numPassedTests' | 'numFailedTests' | 'numRuntimeErrorTestSuites',
    number
  >
  const failed = numFailedTests + numRuntimeErrorTestSuites
  return { passed, failed: failed === 0 && (status !== 0 || passed === 0) ? 1 : failed }
}

/** Prints the last line of every check. Returns the exit code. */
export function summary({ passed, failed }: Count): number {
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0 ? 0 : 1
}
