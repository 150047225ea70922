import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'

const POM = join(import.meta.dirname, '../../kafka/pom.xml')
const CACHE = join(import.meta.dirname, '../../../../.cache/kafka')

/** Folder with the jars of a broker, from Maven Central the first time. */
export function kafkaJars(): string {
  needs('java', '-version', 'a Java runtime, 17 or later')
  const version = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 12)
  const folder = join(CACHE, `jars-${version}`)
  if (existsSync(folder)) return folder
  needs('mvn', '--version', 'Maven')
  const partial = `${folder}.${process.pid}`
  mkdirSync(CACHE, { recursive: true })
  console.error('· fetching Kafka (once)')
  execaSync({
    stdio: ['ignore', 2, 2],
  })`mvn -B -q -f ${POM} dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=${partial}`
  // Only a complete set gets the name; another process may have fetched the same meanwhile.
  if (existsSync(folder)) rmSync(partial, { recursive: true })
  else renameSync(partial, folder)
  return folder
}

function needs(program: string, flag: string, what: string): void {
  if (execaSync(program, [flag], { reject: false, stdio: 'ignore' }).failed)
    throw new Error(`a real Kafka needs ${what} ("${program}" was not found); nothing else here does`)
}
