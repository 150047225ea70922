import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { parse, parseAllDocuments } from 'yaml'
import { ROOT, differences } from '../lib/services.ts'

/** Things that are stated in two places must agree. Each returns its faults. */
export const AGREEMENTS: Record<string, () => string[]> = {
  'Argo CD and Flux install the same operators': operatorFaults,
  'Argo CD and Flux release all seven': releaseFaults,
}

interface Operator {
  name: string
  namespace: string
  chart: string
  version: string
}
interface Generator<T> {
  spec: { generators: { list: { elements: T[] } }[] }
}
interface HelmRelease {
  metadata: { name: string }
  spec: { targetNamespace: string; chart: { spec: { chart: string; version: string } } }
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const documents = <T>(path: string) => parseAllDocuments(read(path)).map((each) => each.toJS() as T)
const elementsOf = <T>(path: string) => (parse(read(path)) as Generator<T>).spec.generators[0]!.list.elements

function operatorFaults(): string[] {
  const line = ({ name, namespace, chart, version }: Operator) =>
    `${name}: ${chart} ${version} in ${namespace}`
  const argo = elementsOf<Operator>('k8s/platform/operators/argocd/operators.yaml').map(line)
  const flux = documents<HelmRelease>('k8s/platform/operators/flux/releases.yaml').map(
    ({ metadata: { name }, spec: { targetNamespace: namespace, chart } }) =>
      line({ name, namespace, ...chart.spec }),
  )
  return differences(['Argo CD', argo], ['Flux', flux])
}

function releaseFaults(): string[] {
  const flux = documents<HelmRelease>('k8s/envs/flux/services.yaml').map(({ metadata }) => metadata.name)
  const argo = ['production', 'staging'].map((env) =>
    elementsOf<{ service: string }>(`k8s/envs/${env}/argocd/services.yaml`).map(({ service }) => service),
  )
  return [flux, ...argo].flatMap((names) => differences(['a list', names], ['the seven', SERVICE_NAMES]))
}
