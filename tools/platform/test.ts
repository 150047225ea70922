// Everything below k8s/, as the tools that apply it would read it: kustomize, Helm, and strict schemas of Kubernetes and of
// each operator. Needs Go, Python, Java's Maven, and no cluster. `npm run test:platform`
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
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

const startedAt = performance.now()
const count = { passed: 0, failed: 0 }

function check(title: string, faultsOf: () => readonly string[]): void {
  const faults = attempt(faultsOf)
  count[faults.length === 0 ? 'passed' : 'failed']++
  console.log(`${faults.length === 0 ? '  ok  ' : 'FAILED'}  ${title}`)
  for (const fault of faults) console.log(`        ${fault.replaceAll('\n', '\n        ')}`)
}

function attempt(work: () => readonly string[]): readonly string[] {
  try {
    return work()
  } catch (error) {
    return [(error as Error).message]
  }
}

/** Renders each, then looks at all of them at once: the schemas are read once. */
function checkManifests<T>(
  titled: string,
  items: readonly T[],
  { nameOf, make }: { nameOf(item: T): string; make(item: T): Built },
): void {
  const made = new Map<T, Built>()
  const failures = new Map(
    items.map((item) => [
      item,
      attempt(() => {
        made.set(item, make(item))
        return []
      }),
    ]),
  )
  const faults = made.size === 0 ? [] : manifestFaults([...made.values()].map(({ file }) => file))
  for (const item of items)
    check(`${titled}: ${nameOf(item)}`, () => [
      ...failures.get(item)!,
      ...faults.filter((fault) => fault.startsWith(`${made.get(item)?.file}:`)),
    ])
  check(`of each ${titled} nothing is left unread`, () =>
    faults.filter((fault) => ![...made.values()].some(({ file }) => fault.startsWith(`${file}:`))),
  )
}

check('a field that does not exist is found, in a kind of each source', () => {
  const wrong = [
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { selector: {}, template: { spec: { containers: [{ name: a, imag: b }] } } }',
    'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: a }\nspec: { instances: 3, postgresql: { synchronous: { method: any, number: 1, durability: required } } }',
    'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: a }\nspec: { partition: 12 }',
    'apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: { name: a, label: {} }\nspec: { scaleTargetRef: { name: a }, triggers: [] }',
  ]
  const folder = freshFolder('wrong')
  return wrong.flatMap((text, at) => {
    const file = join(folder, `${at}.yaml`)
    writeFileSync(file, text)
    return manifestFaults([file]).length > 0 ? [] : [`not found in: ${text}`]
  })
})

const overlays = freshFolder('overlays')
checkManifests('kustomization', kustomizations(), {
  nameOf: (folder) => folder.split('/k8s/')[1]!,
  make: (folder) => buildOverlay(folder, overlays),
})
checkManifests('manifest', looseManifests(), {
  nameOf: (file) => file.split('/k8s/')[1]!,
  make: (file) => ({ name: file, file }),
})
check('production can be made from its backup (restore/whole)', () =>
  manifestFaults([buildWith('platform/restore/whole', 'envs/production/eks').file]),
)
const releases = freshFolder('releases')
checkManifests('values', RELEASES, {
  nameOf: ({ name }) => name,
  make: (release) => renderRelease(release, releases),
})
for (const [title, faults] of Object.entries(AGREEMENTS)) check(title, faults)
check('skaffold.yaml is what Skaffold reads', skaffoldFaults)

console.log(
  `\ntook ${Math.round((performance.now() - startedAt) / 1000)} s\n\n${count.passed} passed, ${count.failed} failed`,
)
process.exit(count.failed === 0 && count.passed > 0 ? 0 : 1)
