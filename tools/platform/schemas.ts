import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { goModule, made } from '../lib/programs.ts'
import { ROOT } from '../lib/services.ts'
import { CRD_SOURCES } from './sources.ts'
import { strictSchema, type Schema } from './strict-schema.ts'
import { strimziCrds } from './strimzi.ts'

interface Crd {
  kind: string
  spec: {
    group: string
    names: { kind: string }
    versions: { name: string; schema: { openAPIV3Schema: Schema } }[]
  }
}

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'

/**
 * The -schema-location of kubeconform: Kubernetes' own kinds and those of every operator, with unknown fields refused. Made the
 * first time.
 */
export function schemaLocation(): string {
  const inputs = ['schemas.ts', 'strict-schema.ts', 'sources.ts', 'strimzi/pom.xml'].map((name) =>
    readFileSync(join(import.meta.dirname, name)),
  )
  const folder = made('schemas', [kubernetesVersion(), ...inputs], (partial) => {
    console.error('· collecting the schemas of Kubernetes and of the operators (once)')
    const definitions = writeKubernetes(partial)
    for (const { module, version, paths } of CRD_SOURCES)
      for (const path of paths) writeCrds(join(goModule(module, version), path), partial, definitions)
    writeCrds(strimziCrds(), partial, definitions)
  })
  return `${folder}/{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json`
}

/** The version of the cluster that the tests run on. */
export function kubernetesVersion(): string {
  const version = /k8s\.io\/kubernetes (v\S+)/.exec(
    readFileSync(join(ROOT, 'tools/offline/cluster/kube/go.mod'), 'utf8'),
  )?.[1]
  if (!version) throw new Error('tools/offline/cluster/kube/go.mod names no version of Kubernetes')
  return version
}

/** Writes the kinds of the API server's own OpenAPI document; returns its definitions, made strict. */
function writeKubernetes(folder: string): Record<string, Schema> {
  const swagger = join(goModule('k8s.io/kubernetes', kubernetesVersion()), 'api/openapi-spec/swagger.json')
  const { definitions: given } = JSON.parse(readFileSync(swagger, 'utf8')) as {
    definitions: Record<string, Schema>
  }
  const definitions = Object.fromEntries(
    Object.entries(given).map(([name, each]) => [name, strictSchema(each) as Schema]),
  )
  // The document says string; manifests write `cpu: 1`.
  definitions['io.k8s.apimachinery.pkg.api.resource.Quantity'] = { type: ['string', 'number'] }
  for (const [name, each] of Object.entries(given)) {
    const kinds = (each['x-kubernetes-group-version-kind'] ?? []) as {
      group: string
      version: string
      kind: string
    }[]
    // Shared types such as DeleteOptions list every group.
    for (const { group, version, kind } of kinds) {
      if (!name.endsWith(`.${kind}`)) continue
      const schema = { ...definitions[name]!, definitions: reachable(definitions, definitions[name]!) }
      write({ folder, group, kind, version, schema })
    }
  }
  return definitions
}

function writeCrds(path: string, folder: string, definitions: Record<string, Schema>): void {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => join(path, name))
    : [path]
  const meta = { $ref: `#/definitions/${OBJECT_META}` }
  for (const crd of files.flatMap((file) =>
    parseAllDocuments(readFileSync(file, 'utf8')).map((each) => each.toJS() as Crd | null),
  )) {
    if (crd?.kind !== 'CustomResourceDefinition') continue
    for (const {
      name,
      schema: { openAPIV3Schema },
    } of crd.spec.versions) {
      const strict = strictSchema(openAPIV3Schema) as Schema & { properties?: Schema }
      const schema = {
        ...strict,
        properties: {
          ...strict.properties,
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: meta,
        },
        definitions: reachable(definitions, { meta }),
      }
      write({ folder, group: crd.spec.group, kind: crd.spec.names.kind, version: name, schema })
    }
  }
}

interface KindSchema {
  folder: string
  group: string
  kind: string
  version: string
  schema: Schema
}

function write({ folder, group, kind, version, schema }: KindSchema): void {
  // kubeconform takes the part of apiVersion before the slash as the group; `v1` has none.
  const file = join(folder, group || version, `${kind.toLowerCase()}_${version}.json`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(schema))
}

/** Definitions that a schema refers to, directly or through others. */
function reachable(
  definitions: Record<string, Schema>,
  from: Schema,
  found: Record<string, Schema> = {},
): Record<string, Schema> {
  for (const [, name] of JSON.stringify(from).matchAll(/"#\/definitions\/([^"]+)"/g)) {
    if (found[name!] || !definitions[name!]) continue
    found[name!] = definitions[name!]!
    reachable(definitions, definitions[name!]!, found)
  }
  return found
}
