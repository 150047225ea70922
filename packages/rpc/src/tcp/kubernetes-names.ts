import { experimental, status, type ChannelOptions } from '@grpc/grpc-js'
import type { RankedEndpoint, Zones } from '../zones/zones.ts'
import { AddressResolver } from './addresses.ts'
import type { RankedAddresses } from './by-zone.ts'

/** `k8s:///name:port` and `k8s:///name.namespace:port`. */
const SCHEME = 'k8s'
/** Channel option with the Zones that know the endpoints. Its prefix keeps it out of what identifies a connection. */
export const ZONES_OPTION = `${experimental.SUBCHANNEL_ARGS_EXCLUDE_KEY_PREFIX}.mmt_zones`
/** When no endpoints are known after this, the name is looked up in DNS: the Kubernetes API may be away. */
const DNS_AFTER_MS = 500

/** The service of a k8s:/// address, `name` or `name.namespace`; undefined for any other address. */
export function kubernetesServiceOf(address: string): string | undefined {
  return /^k8s:\/\/\/([^/,:]+):\d+$/.exec(address)?.[1]
}

/** Resolves a Kubernetes service to its endpoints, ranked by zone, for grpc-js. */
class KubernetesResolver implements experimental.Resolver {
  readonly #target: experimental.GrpcUri
  readonly #listener: experimental.ResolverListener
  readonly #zones: Zones | undefined
  #unfollow: (() => void) | undefined
  #dnsTimer: NodeJS.Timeout | undefined
  #dns: AddressResolver | undefined

  constructor(
    target: experimental.GrpcUri,
    listener: experimental.ResolverListener,
    options: ChannelOptions,
  ) {
    this.#target = target
    this.#listener = listener
    this.#zones = options[ZONES_OPTION] as Zones | undefined
  }

  static getDefaultAuthority({ path }: experimental.GrpcUri): string {
    return path
  }

  updateResolution(): void {
    this.#dns?.updateResolution()
    if (this.#unfollow) return
    const { host, port = 0 } = experimental.splitHostPort(this.#target.path) ?? { host: '' }
    this.#unfollow = this.#zones?.follow(host, port, (endpoints) => this.#send(endpoints)) ?? (() => {})
    this.#dnsTimer = setTimeout(
      () => {
        this.#dns = new AddressResolver(this.#target, this.#listener)
        this.#dns.updateResolution()
      },
      this.#zones ? DNS_AFTER_MS : 0,
    ).unref()
  }

  /** grpc-js may ask again afterwards, when an idle channel wakes up. */
  destroy(): void {
    this.#unfollow?.()
    this.#unfollow = undefined
    this.#endDns()
  }

  #endDns(): void {
    clearTimeout(this.#dnsTimer)
    this.#dns?.destroy()
    this.#dns = undefined
  }

  #send(endpoints: readonly RankedEndpoint[]): void {
    this.#endDns()
    const ranked: RankedAddresses[] = endpoints.map(({ host, port, rank, relation }) => ({
      addresses: [{ host, port }],
      rank,
      relation,
    }))
    const found =
      ranked.length > 0
        ? experimental.statusOrFromValue<experimental.Endpoint[]>(ranked)
        : experimental.statusOrFromError<experimental.Endpoint[]>({
            code: status.UNAVAILABLE,
            details: `no endpoint of ${this.#target.path} is ready`,
          })
    this.#listener(found, {}, null, '')
  }
}

experimental.registerResolver(SCHEME, KubernetesResolver)
