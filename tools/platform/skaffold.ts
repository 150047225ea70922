import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { parseAllDocuments } from 'yaml'
import { goModule, pythonPackage } from '../lib/programs.ts'
import { ROOT } from '../lib/services.ts'
import { freshFolder } from './overlays.ts'
import { SCHEMA_CHECKER, SKAFFOLD } from './sources.ts'

/** Faults of each configuration in skaffold.yaml against Skaffold's schema of its apiVersion. */
export function skaffoldFaults(): string[] {
  const into = freshFolder('skaffold')
  return parseAllDocuments(readFileSync(join(ROOT, 'skaffold.yaml'), 'utf8')).flatMap((document) => {
    const config = document.toJS() as { apiVersion: string; metadata: { name: string } }
    const file = join(into, `${config.metadata.name}.json`)
    writeFileSync(file, JSON.stringify(config))
    return check(file, config.apiVersion.replace('skaffold/', ''))
  })
}

function check(file: string, version: string): string[] {
  const schema = join(goModule(SKAFFOLD.module, SKAFFOLD.version), SKAFFOLD.folder, `${version}.json`)
  const checker = join(pythonPackage(SCHEMA_CHECKER), 'bin/check-jsonschema')
  const { failed, all } = execaSync({ reject: false, all: true })`${checker} --schemafile ${schema} ${file}`
  return failed ? [all] : []
}
