import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { CACHE, ROOT, goModule, pythonPackage } from './programs.ts'
import { runProgram } from './run-program.ts'
import { SCHEMA_CHECKER, SKAFFOLD } from './sources.ts'

/** Whether each configuration in skaffold.yaml is what Skaffold's schema of its apiVersion says. */
export function skaffoldFaults(): string[] {
  const into = join(CACHE, 'built/skaffold')
  mkdirSync(into, { recursive: true })
  return parseAllDocuments(readFileSync(join(ROOT, 'skaffold.yaml'), 'utf8')).flatMap((document) => {
    const config = document.toJS() as { apiVersion: string; metadata: { name: string } }
    const file = join(into, `${config.metadata.name}.json`)
    writeFileSync(file, JSON.stringify(config))
    return check(file, config.apiVersion.replace('skaffold/', ''))
  })
}

function check(file: string, version: string): string[] {
  const schema = join(goModule(SKAFFOLD.module, SKAFFOLD.version), SKAFFOLD.folder, `${version}.json`)
  try {
    runProgram(join(pythonPackage(SCHEMA_CHECKER), 'bin/check-jsonschema'), ['--schemafile', schema, file])
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}
