// Checks every manifest with the tools that apply it: kustomize, Helm, and strict schemas of Kubernetes and of each
// operator. Needs Go, Python and Maven, but no cluster. `npm run test:platform`
import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { runChecks, type Checks } from '../lib/checks.ts'
import { ROOT } from '../lib/services.ts'
import { AGREEMENTS } from './agreements.ts'
import { manifestFaults } from './kubeconform.ts'
import {
  buildOverlay,
  buildWith,
  freshFolder,
  kustomizations,
  looseManifests,
  type Built,
} from './overlays.ts'
import { RELEASES, renderRelease } from './releases.ts'
import { skaffoldFaults } from './skaffold.ts'

/** A misspelled or misplaced field in a kind of each source. */
const WRONG = [
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { selector: {}, template: { spec: { containers: [{ name: a, imag: b }] } } }',
  'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: a }\nspec: { instances: 3, postgresql: { synchronous: { method: any, number: 1, durability: required } } }',
  'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: a }\nspec: { partition: 12 }',
  'apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: { name: a, label: {} }\nspec: { scaleTargetRef: { name: a }, triggers: [] }',
]

await runChecks(async (checks) => {
  await checks.none('a field that does not exist is found, in a kind of each source', () => {
    const folder = freshFolder('wrong')
    return WRONG.filter((text, at) => {
      const file = join(folder, `${at}.yaml`)
      writeFileSync(file, text)
      return manifestFaults([file]).length === 0
    })
  })
  const fromRoot = (path: string) => relative(ROOT, path)
  const overlays = freshFolder('overlays')
  await checkManifests(checks, 'kustomization', kustomizations(), {
    nameOf: fromRoot,
    make: (folder) => buildOverlay(folder, overlays),
  })
  await checkManifests(checks, 'manifest', looseManifests(), {
    nameOf: fromRoot,
    make: (file) => ({ name: file, file }),
  })
  await checks.none('production can be created from its backup (restore/whole)', () =>
    manifestFaults([buildWith('platform/restore/whole', 'envs/production/eks').file]),
  )
  const releases = freshFolder('releases')
  await checkManifests(checks, 'values', RELEASES, {
    nameOf: ({ name }) => name,
    make: (release) => renderRelease(release, releases),
  })
  for (const [title, faults] of Object.entries(AGREEMENTS)) await checks.none(title, faults)
  await checks.none('skaffold.yaml is what Skaffold reads', skaffoldFaults)
})

/** Renders each, then checks all of them at once: the schemas are read once. */
async function checkManifests<T>(
  checks: Checks,
  titled: string,
  items: readonly T[],
  { nameOf, make }: { nameOf(item: T): string; make(item: T): Built },
): Promise<void> {
  const made = items.map((item) => {
    try {
      return { item, file: make(item).file }
    } catch (error) {
      return { item, failure: (error as Error).message }
    }
  })
  const files = made.flatMap(({ file }) => file ?? [])
  const faults = files.length === 0 ? [] : manifestFaults(files)
  for (const { item, file, failure } of made)
    await checks.none(`${titled}: ${nameOf(item)}`, () =>
      failure ? [failure] : faults.filter((fault) => fault.startsWith(`${file}:`)),
    )
  await checks.none(`every ${titled} was read`, () =>
    faults.filter((fault) => !files.some((file) => fault.startsWith(`${file}:`))),
  )
}
