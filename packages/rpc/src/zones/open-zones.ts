import { existsSync, readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import type { ClusterAccess } from '../kubernetes/cluster-api.ts'
import type { ClusterZonesOptions } from '../kubernetes/cluster-zones.ts'
import type { Zones } from './zones.ts'

/** Where Kubernetes mounts a pod's credentials for the API. */
const ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount'

interface ZonesOptions extends Omit<ClusterZonesOptions, 'api'> {
  /** The API's address, from the environment Kubernetes gives every pod. */
  host: string | undefined
  port: string | undefined
  /** This pod's namespace, if its service account does not name it. */
  namespace: string | undefined
}

/** Zones from the API of the cluster this process runs in. Outside a cluster services are looked up in DNS. */
export async function openZones({ host, port = '443', namespace, ...options }: ZonesOptions): Promise<Zones> {
  const access =
    host === undefined
      ? undefined
      : accessOf(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`, namespace)
  if (!access)
    options.logger.warn(
      { services: options.services },
      'not in a Kubernetes cluster, or without a service account: services are looked up in DNS, and zones are ignored',
    )
  // Loaded only where an address is in Kubernetes.
  const [{ openClusterApi }, { openClusterZones }] = await Promise.all([
    import('../kubernetes/cluster-api.ts'),
    import('../kubernetes/cluster-zones.ts'),
  ])
  return openClusterZones({ ...options, api: access && openClusterApi(access) })
}

function accessOf(url: string, given: string | undefined): ClusterAccess | undefined {
  const [tokenFile, caFile, namespaceFile] = ['token', 'ca.crt', 'namespace'].map((name) =>
    join(ACCOUNT_FOLDER, name),
  ) as [string, string, string]
  if (!existsSync(tokenFile) || !existsSync(caFile)) return undefined
  const namespace =
    given ?? (existsSync(namespaceFile) ? readFileSync(namespaceFile, 'utf8').trim() : 'default')
  return { url, namespace, tokenFile, caFile }
}
