import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SERVICE_NAMES, type ServiceName } from '@mymacrotracker/contracts'
import { masterKeyOf } from '@mymacrotracker/keys'
import { writeCertificates } from '@mymacrotracker/testing/certificates'
import { newFolder, removeFolder } from '../lib/folders.ts'
import { ROOT } from '../lib/services.ts'
import { ZONES, kit, kubectl } from './kit.ts'
import { podsOf, untilHolds } from './pods.ts'

export const NAMESPACE = 'mymacrotracker'
export const DATA_NAMESPACE = 'data'
export const APP_SELECTOR = 'app.kubernetes.io/part-of=mymacrotracker'
export const ZONES_CONFIG_MAP = 'zones'

const REPLICAS = 3

/** Creates what a service needs before it is installed: the namespace, and for each service a secret and a certificate. */
export async function prepareNamespace(): Promise<void> {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
  await apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels } }])
  const { owner, primary, standby } = await dataUrls()
  const masterKey = masterKeyOf(randomBytes(32))
  const folder = newFolder('cluster')
  try {
    await writeCertificates({
      folder,
      processes: SERVICE_NAMES.map((name) => ({ name, modules: [name] })),
      days: 2,
    })
    await apply(
      SERVICE_NAMES.flatMap((service) => [
        secret(service, {
          ...(service !== 'gateway' && {
            [`${service.toUpperCase()}_KEY`]: masterKey.textFor(service),
          }),
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
    removeFolder(folder)
  }
}

interface DataUrls {
  owner: string
  primary: string
  standby: string
}

/** Its own role at the primary, and at the standbys for reads while the primary is away. */
function databaseOf(service: ServiceName, { owner, primary, standby }: DataUrls): Record<string, string> {
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
    (await kit`data urls`).split('\n').map((line) => line.split(/\s+/) as [string, string]),
  )
  return { owner: urls['owner']!, primary: urls['primary']!, standby: urls['standby']! }
}

const secret = (name: string, stringData: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: NAMESPACE },
  stringData,
})

export async function apply(items: readonly object[]): Promise<void> {
  await kubectl({ input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) })`apply -f -`
}

/** The ingress: a pod in each zone, behind a balancer outside the cluster. */
export async function applyIngress(): Promise<void> {
  await kubectl`-n ${NAMESPACE} apply -k ${join(ROOT, 'tools/offline/cluster/ingress')}`
}

export async function appsAreWhole(): Promise<boolean> {
  const ready = (await podsOf(NAMESPACE, APP_SELECTOR)).filter(({ isReady }) => isReady)
  return SERVICE_NAMES.every(
    (service) =>
      ready.filter(({ labels }) => labels['app.kubernetes.io/name'] === service).length === REPLICAS,
  )
}

export async function clusterIsWhole(): Promise<boolean> {
  const nodes = await kubectl`get nodes --no-headers`
  return (
    nodes.split('\n').filter((line) => /\sReady\s/.test(line)).length === ZONES.length &&
    (await appsAreWhole())
  )
}

/** Three Postgres and three Kafka pods, all ready. */
export async function dataIsWhole(): Promise<boolean> {
  return (
    (await podsOf(DATA_NAMESPACE, 'app in (postgres, kafka)')).filter(({ isReady }) => isReady).length ===
    2 * ZONES.length
  )
}

/** Restarts everything, so that each service has one pod in every zone: after an outage or a drain pods stay where they are. */
export async function rebalance(): Promise<void> {
  await kubectl`-n ${NAMESPACE} rollout restart deployment -l ${APP_SELECTOR}`
  for (const service of SERVICE_NAMES) await untilRolledOut(service, 300)
  await untilHolds('the seven are whole', 60_000, appsAreWhole)
}

export async function untilRolledOut(service: ServiceName, limitS: number): Promise<void> {
  const timeoutMs = (limitS + 10) * 1000
  await kubectl({
    timeoutMs,
  })`-n ${NAMESPACE} rollout status deployment/${service} --timeout=${limitS}s`
}
