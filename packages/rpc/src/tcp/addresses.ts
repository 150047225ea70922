import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { experimental, status } from '@grpc/grpc-js'

type HostPort = Required<experimental.HostPort>
type Listener = experimental.ResolverListener

const SCHEME = 'mmt'
/** How often names are resolved again, as processes come and go behind them. */
const RESOLVE_EVERY_MS = 10_000
const AFTER_FAILURE_MS = 1_000
/** A name that DNS does not answer in time does not delay the others. */
const LOOKUP_MS = 1_000

/** The grpc-js target of `grpc://a:5000,grpc://b:5000` or `dns:///name:5000`: all addresses of all names. */
export function hostsTarget(address: string): string {
  const hosts = address.split(',').map((each) => each.trim().replace(/^(grpc:\/\/|dns:\/\/\/)/, ''))
  for (const host of hosts) hostPortOf(host)
  return `${SCHEME}:///${hosts.join(',')}`
}

/** Resolves names to all their addresses for grpc-js, and again when they change. */
export class AddressResolver implements experimental.Resolver {
  readonly #hosts: readonly HostPort[]
  readonly #listener: Listener
  /** The last known addresses of each name, used while a lookup fails. */
  readonly #known = new Map<HostPort, readonly string[]>()
  #lastSent = ''
  #timer: NodeJS.Timeout | undefined
  #round = 0
  #isResolving = false

  constructor({ path }: experimental.GrpcUri, listener: Listener) {
    this.#hosts = path.split(',').map(hostPortOf)
    this.#listener = listener
  }

  static getDefaultAuthority({ path }: experimental.GrpcUri): string {
    return path.split(',')[0]!
  }

  updateResolution(): void {
    if (!this.#isResolving) void this.#resolve(this.#round)
  }

  /** grpc-js may ask again afterwards, when an idle channel wakes up. */
  destroy(): void {
    clearTimeout(this.#timer)
    this.#round++
    this.#isResolving = false
    this.#lastSent = ''
  }

  async #resolve(round: number): Promise<void> {
    this.#isResolving = true
    clearTimeout(this.#timer)
    const outcomes = await Promise.allSettled(
      this.#hosts.map(async (host) => {
        this.#known.set(host, await addressesOf(host.host))
      }),
    )
    if (round !== this.#round) return
    this.#isResolving = false
    const failed = outcomes.find((each) => each.status === 'rejected')
    this.#send(failed?.reason)
    if (failed || this.#hosts.some(({ host }) => !isIP(host)))
      this.#timer = setTimeout(
        () => this.updateResolution(),
        failed ? AFTER_FAILURE_MS : RESOLVE_EVERY_MS,
      ).unref()
  }

  #send(reason: unknown): void {
    const endpoints = this.#hosts.flatMap((each) =>
      (this.#known.get(each) ?? []).map((host) => ({ addresses: [{ host, port: each.port }] })),
    )
    const now = JSON.stringify(endpoints)
    if (now === this.#lastSent && endpoints.length > 0) return
    this.#lastSent = now
    const found =
      endpoints.length > 0
        ? experimental.statusOrFromValue(endpoints)
        : experimental.statusOrFromError<experimental.Endpoint[]>({
            code: status.UNAVAILABLE,
            details: `no address is known: ${reason instanceof Error ? reason.message : 'the names have no addresses'}`,
          })
    this.#listener(found, {}, null, '')
  }
}

experimental.registerResolver(SCHEME, AddressResolver)

async function addressesOf(host: string): Promise<readonly string[]> {
  if (isIP(host)) return [host]
  const found = await Promise.race([
    lookup(host, { all: true }),
    sleep(LOOKUP_MS, undefined, { ref: false }).then(() => {
      throw new Error(`DNS did not answer for ${host}`)
    }),
  ])
  return [...new Set(found.map(({ address }) => address))].sort()
}

function hostPortOf(text: string): HostPort {
  const parsed = experimental.splitHostPort(text)
  if (!parsed?.host || parsed.port === undefined) throw new Error(`${text} is not host:port`)
  return { host: parsed.host, port: parsed.port }
}
