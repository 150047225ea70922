import { execaSync } from 'execa'
import { goProgram } from '../lib/programs.ts'
import { schemaLocation } from './schemas.ts'

/** Kinds whose CRDs are in no package registry: Google's for its own load balancer. */
const WITHOUT_SCHEMA = 'HealthCheckPolicy,GCPBackendPolicy'

interface Report {
  resources: { filename: string; kind: string; name: string; msg: string }[]
}

/** Faults of manifests (files, or folders of them) against the strict schemas. */
export function manifestFaults(paths: readonly string[]): string[] {
  const { failed, stdout, stderr } = execaSync({
    reject: false,
  })`${goProgram('kubeconform')} -strict -output json -schema-location ${schemaLocation()} -skip ${WITHOUT_SCHEMA} ${paths}`
  if (stdout === '') return [`kubeconform: ${stderr}`]
  const { resources } = JSON.parse(stdout) as Report
  const faults = resources.map(({ filename, kind, name, msg }) => `${filename}: ${kind} ${name}: ${msg}`)
  return faults.length === 0 && failed ? [`kubeconform failed: ${stderr}`] : faults
}
