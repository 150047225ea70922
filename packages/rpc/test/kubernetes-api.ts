import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClusterAccess } from '../src/kubernetes/cluster-api.ts'
import { createAuthority, issueCertificate } from '@mymacrotracker/testing/certificates'

export interface KubernetesObject {
  metadata: { name: string; namespace: string; labels?: Record<string, string>; resourceVersion?: string }
  [more: string]: unknown
}
interface Watching {
  collection: string
  query: URLSearchParams
  answer: ServerResponse
}
interface Change {
  version: number
  collection: string
  type: string
  object: KubernetesObject
}

/** A stand-in for somebody else's server: lists and watches as the Kubernetes API has them, with what goes wrong there. */
export async function startKubernetesApi() {
  const folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-kubernetes-'))
  const authority = await createAuthority({ name: 'a cluster', days: 2 })
  const server = createServer(await issueCertificate(authority, { name: 'localhost', uris: [], days: 1 }))
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const objects = new Map<string, KubernetesObject>()
  const changes: Change[] = []
  const watches = new Set<Watching>()
  const requests: string[] = []
  let version = 100
  let refuses = 0
  let token = 'a token'

  const send = ({ answer }: Watching, type: string, object: object) => {
    answer.write(`${JSON.stringify({ type, object })}\n`)
  }
  const end = (watch: Watching) => {
    watches.delete(watch)
    watch.answer.end()
  }
  const change = (type: string, collection: string, object: KubernetesObject) => {
    version++
    const changed = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } }
    if (type === 'DELETED') objects.delete(`${collection}/${object.metadata.name}`)
    else objects.set(`${collection}/${object.metadata.name}`, changed)
    changes.push({ version, collection, type, object: changed })
    for (const each of watches)
      if (each.collection === collection && selects(each.query, changed)) send(each, type, changed)
  }
  server.on('request', ({ url = '', headers }, answer) => {
    const { pathname: collection, searchParams: query } = new URL(url, 'https://localhost')
    requests.push(url)
    if (headers.authorization !== `Bearer ${token}`) return void answer.writeHead(401).end('{}')
    if (refuses) return void answer.writeHead(refuses).end('{"message":"not now"}')
    if (!query.has('watch')) {
      const items = [...objects]
        .filter(
          ([path, object]) => path === `${collection}/${object.metadata.name}` && selects(query, object),
        )
        .map(([, object]) => object)
      return void answer.end(JSON.stringify({ metadata: { resourceVersion: String(version) }, items }))
    }
    const watch = { collection, query, answer }
    watches.add(watch)
    answer.on('close', () => watches.delete(watch))
    answer.flushHeaders()
    setTimeout(() => end(watch), Number(query.get('timeoutSeconds')) * 1000).unref()
    for (const each of changes)
      if (
        each.version > Number(query.get('resourceVersion')) &&
        each.collection === collection &&
        selects(query, each.object)
      )
        send(watch, each.type, each.object)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve)
  })
  const { port } = server.address() as AddressInfo
  const access: ClusterAccess = {
    url: `https://localhost:${port}`,
    namespace: 'here',
    tokenFile: join(folder, 'token'),
    caFile: join(folder, 'ca.crt'),
  }
  writeFileSync(access.tokenFile, token)
  writeFileSync(access.caFile, authority.cert)

  return {
    access,
    requests,
    get watching() {
      return watches.size
    },
    set: (collection: string, object: KubernetesObject) =>
      change(objects.has(`${collection}/${object.metadata.name}`) ? 'MODIFIED' : 'ADDED', collection, object),
    remove: (collection: string, name: string) => {
      change('DELETED', collection, objects.get(`${collection}/${name}`)!)
    },
    /** Tells the watches how far they are without a change, as bookmarks do. */
    bookmark() {
      version += 50
      for (const each of watches)
        send(each, 'BOOKMARK', { kind: 'EndpointSlice', metadata: { resourceVersion: String(version) } })
    },
    /** The history that watches continue from is gone. */
    expire() {
      for (const each of watches) {
        send(each, 'ERROR', {
          kind: 'Status',
          code: 410,
          reason: 'Expired',
          message: 'too old resource version',
        })
        end(each)
      }
    },
    /** The connections of all watches die without a word at HTTP's level. */
    cut() {
      for (const { answer } of watches) answer.destroy()
    },
    endWatches() {
      for (const each of watches) end(each)
    },
    /** Takes another token from here on, as after an hour. */
    renewToken() {
      writeFileSync(access.tokenFile, `${(token = 'another token')}\n`)
    },
    /** OutlierDetector everything with this status until it is 0 again. */
    refuse(status: number) {
      refuses = status
    },
    async goAway() {
      for (const each of sockets) each.destroy()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
    comeBack: () =>
      new Promise<void>((resolve) => {
        server.listen(port, 'localhost', resolve)
      }),
    async close() {
      for (const each of sockets) each.destroy()
      if (server.listening)
        await new Promise((resolve) => {
          server.close(resolve)
        })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type KubernetesApi = Awaited<ReturnType<typeof startKubernetesApi>>

export const SLICES = '/apis/discovery.k8s.io/v1/namespaces/here/endpointslices'
export const CONFIG_MAPS = '/api/v1/namespaces/here/configmaps'

export interface SliceEnd {
  host: string
  zone?: string
  ready?: boolean
  serving?: boolean
  terminating?: boolean
}

interface SliceName {
  service?: string
  name?: string
  port?: number
}

export function aSlice(
  ends: readonly SliceEnd[],
  { service = 'test', name = `${service}-x1`, port = 9000 }: SliceName = {},
): KubernetesObject {
  return {
    metadata: { name, namespace: 'here', labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    ports: [{ name: 'grpc', port, protocol: 'TCP' }],
    endpoints: ends.map(({ host, zone, ready = true, serving = ready, terminating = false }) => ({
      addresses: [host],
      conditions: { ready, serving, terminating },
      ...(zone && { zone }),
    })),
  }
}

export const aZonesMap = (excluded: string): KubernetesObject => ({
  metadata: { name: 'zones', namespace: 'here' },
  data: { excluded },
})

/** The two selectors that we use. */
function selects(query: URLSearchParams, { metadata: { name, labels = {} } }: KubernetesObject): boolean {
  const field = /^metadata\.name=(.*)$/.exec(query.get('fieldSelector') ?? '')?.[1]
  const label = /^(\S+) in \((.*)\)$/.exec(query.get('labelSelector') ?? '')
  return (
    (field === undefined || field === name) &&
    (!label || label[2]!.split(',').includes(labels[label[1]!] ?? ''))
  )
}
