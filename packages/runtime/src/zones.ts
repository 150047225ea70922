import { kubernetesServiceOf, openZones, type Zones } from '@mymacrotracker/rpc'
import type { Logger } from '@mymacrotracker/telemetry'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { addressOf, type ProcessSettings } from './settings.ts'

/** Zones of the services that are looked up in Kubernetes; undefined when none is. */
export async function zonesOf(env: ProcessSettings, logger: Logger): Promise<Zones | undefined> {
  const services = SERVICE_NAMES.map((name) => kubernetesServiceOf(addressOf(env, name) ?? '')).filter(
    (each) => each !== undefined,
  )
  if (services.length === 0) return undefined
  return openZones({
    services,
    ownServices: env.MODULES,
    zone: env.ZONE,
    podIp: env.POD_IP,
    excluded: env.EXCLUDED_ZONES,
    configMap: env.ZONES_CONFIG_MAP,
    namespace: env.POD_NAMESPACE,
    host: env.KUBERNETES_SERVICE_HOST,
    port: env.KUBERNETES_SERVICE_PORT,
    logger,
  })
}
