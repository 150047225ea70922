import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const POM = join(import.meta.dirname, 'kafka/pom.xml')
const CACHE = join(import.meta.dirname, '../../.cache/kafka')

/** Folder with the jars of a broker; brought from Maven Central the first time. */
export function kafkaJars(): string {
  needs('java', ['-version'], 'a Java runtime, 17 or later')
  const version = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 12)
  const folder = join(CACHE, `jars-${version}`)
  if (existsSync(folder)) return folder
  needs('mvn', ['--version'], 'Maven')
  const partial = `${folder}.${process.pid}`
  mkdirSync(CACHE, { recursive: true })
  console.error('· fetching Kafka (once)')
  const { status } = spawnSync(
    'mvn',
    [
      '-B',
      '-q',
      '-f',
      POM,
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${partial}`,
    ],
    { stdio: ['ignore', 2, 2] },
  )
  if (status !== 0) throw new Error('Maven could not bring the jars of Kafka; see above')
  // Only a whole set gets the name; whoever else fetched at the same time has the same.
  if (existsSync(folder)) rmSync(partial, { recursive: true })
  else renameSync(partial, folder)
  return folder
}

function needs(program: string, words: string[], what: string): void {
  if (spawnSync(program, words, { stdio: 'ignore' }).error)
    throw new Error(`a real Kafka needs ${what} ("${program}" was not found); nothing else here does`)
}
