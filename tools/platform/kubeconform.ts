import { goProgram } from './programs.ts'
import { spawnSync } from 'node:child_process'
import { schemaLocation } from './schemas.ts'

/** Kinds whose CRDs are in no package registry: Google's for its own load balancer. */
const WITHOUT_SCHEMA = ['HealthCheckPolicy', 'GCPBackendPolicy']

interface Report {
  resources: { filename: string; kind: string; name: string; status: string; msg: string }[]
}

/** Faults of manifests (files, or folders of them) against the strict schemas; none when all is well. */
export function manifestFaults(paths: readonly string[]): string[] {
  const { status, stdout, stderr } = spawnSync(
    goProgram('kubeconform'),
    [
      '-strict',
      '-output',
      'json',
      '-schema-location',
      schemaLocation(),
      '-skip',
      WITHOUT_SCHEMA.join(','),
      ...paths,
    ],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  if (stdout === '') return [`kubeconform: ${stderr.trim()}`]
  const { resources } = JSON.parse(stdout) as Report
  const faults = resources.map(({ filename, kind, name, msg }) => `${filename}: ${kind} ${name}: ${msg}`)
  return faults.length === 0 && status !== 0 ? [`kubeconform ended with ${status}: ${stderr.trim()}`] : faults
}
