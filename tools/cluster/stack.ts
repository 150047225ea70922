import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeCertificates } from '../certs/write-certificates.ts'
import { ROOT, SEVEN, type Service } from '../images/services.ts'
import { ZONES, kit, kubectl } from './kit.ts'
import { podsOf, untilHolds } from './pods.ts'

export const NAMESPACE = 'mymacrotracker'
export const DATA_NAMESPACE = 'data'
export const APP_SELECTOR = 'app.kubernetes.io/part-of=mymacrotracker'
export const ZONES_CONFIG_MAP = 'zones'

const REPLICAS = 3

/** What must be there before a service is installed: the namespace, and of each service its secret and its certificate. */
export async function prepareNamespace(): Promise<void> {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
  await apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels } }])
  const { owner, primary, standby } = await dataUrls()
  const masterKey = randomBytes(32).toString('base64')
  const folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-cluster-'))
  try {
    writeCertificates({
      folder,
      processes: SEVEN.map((name) => ({ name, modules: [name] })),
      days: 2,
      force: false,
    })
    await apply(
      SEVEN.flatMap((service) => [
        secret(service, {
          MASTER_KEY: masterKey,
          ...(service !== 'gateway' && databaseOf(service, { owner, primary, standby })),
        }),
        secret(`${service}-tls`, {
          'ca.crt': readFileSync(join(folder, 'ca.crt'), 'utf8'),
          'tls.crt': readFileSync(join(folder, `${service}.crt`), 'utf8'),
          'tls.key': readFileSync(join(folder, `${service}.key`), 'utf8'),
        }),
      ]),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface DataUrls {
  owner: string
  primary: string
  standby: string
}

/** Its own role at the primary, and the same at the standbys for reads while the primary is away. */
function databaseOf(service: Service, { owner, primary, standby }: DataUrls): Record<string, string> {
  const who = `postgresql://mmt_${service}:${randomBytes(16).toString('hex')}`
  const name = service.toUpperCase()
  return {
    DATABASE_URL: owner,
    [`${name}_DATABASE_URL`]: `${who}@${primary}`,
    [`${name}_DATABASE_STANDBY_URL`]: `${who}@${standby}`,
  }
}

async function dataUrls(): Promise<DataUrls> {
  const urls = Object.fromEntries(
    (await kit(['data', 'urls'])).split('\n').map((line) => line.split(/\s+/) as [string, string]),
  )
  return { owner: urls['owner']!, primary: urls['primary']!, standby: urls['standby']! }
}

const secret = (name: string, stringData: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: NAMESPACE },
  stringData,
})

async function apply(items: readonly object[]): Promise<void> {
  await kubectl(['apply', '-f', '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) })
}

/** The door before the gateway: a pod in each zone, and a balancer outside the cluster. */
export async function applyIngress(): Promise<void> {
  await kubectl(['-n', NAMESPACE, 'apply', '-k', join(ROOT, 'k8s/cluster/ingress')])
}

export async function appsAreWhole(): Promise<boolean> {
  const ready = (await podsOf(NAMESPACE, APP_SELECTOR)).filter(({ isReady }) => isReady)
  return SEVEN.every(
    (service) =>
      ready.filter(({ labels }) => labels['app.kubernetes.io/name'] === service).length === REPLICAS,
  )
}

export async function clusterIsWhole(): Promise<boolean> {
  const nodes = await kubectl(['get', 'nodes', '--no-headers'])
  return (
    nodes.split('\n').filter((line) => /\sReady\s/.test(line)).length === ZONES.length &&
    (await appsAreWhole())
  )
}

/** Three of each in the namespace of the data, and Postgres with both standbys. */
export async function dataIsWhole(): Promise<boolean> {
  return (
    (await podsOf(DATA_NAMESPACE, 'app in (postgres, kafka)')).filter(({ isReady }) => isReady).length ===
    2 * ZONES.length
  )
}

/** One pod of each service in every zone again: who came back after an outage or a drain stays where it is otherwise. */
export async function rebalance(): Promise<void> {
  await kubectl(['-n', NAMESPACE, 'rollout', 'restart', 'deployment', '-l', APP_SELECTOR])
  for (const service of SEVEN)
    await kubectl(['-n', NAMESPACE, 'rollout', 'status', `deployment/${service}`, '--timeout=300s'], {
      timeoutMs: 320_000,
    })
  await untilHolds('the seven are whole', 60_000, appsAreWhole)
}
