import { connectivityState, experimental, type ChannelOptions, type Metadata } from '@grpc/grpc-js'
import type { Rank, ZoneRelation } from '../zones/zones.ts'
import { OutlierDetector } from './outlier-detection.ts'
import { connected, withConnectTimeout } from './connect-timeout.ts'

const NAME = 'by_zone'
/** Header of a call that is retried; grpc-js sets it for its own retries. */
export const ATTEMPTS_HEADER = 'grpc-previous-rpc-attempts'
/** Message of a call that found no connection. */
export const NO_CONNECTION = 'No connection established'
/** Channel option: called for every call that reaches a peer. Its prefix keeps it out of what identifies a connection. */
export const ON_CALL_OPTION = `${experimental.SUBCHANNEL_ARGS_EXCLUDE_KEY_PREFIX}.mmt_on_call`

/** An endpoint from a resolver. Without ranks all are equal. */
export interface RankedAddresses extends experimental.Endpoint {
  rank?: Rank
  relation?: ZoneRelation
}

type State = connectivityState
type OnCall = (relation: ZoneRelation) => void
interface Peer {
  readonly key: string
  readonly outlier: OutlierDetector
  rank: Rank
  relation: ZoneRelation
  state: State
  leaf: experimental.LeafLoadBalancer
}

class ByZoneConfig implements experimental.TypedLoadBalancingConfig {
  getLoadBalancerName(): string {
    return NAME
  }
  toJsonObject(): object {
    return { [NAME]: {} }
  }
  static createFromJson(): ByZoneConfig {
    return new ByZoneConfig()
  }
}

/**
 * Keeps a connection to every address and calls those of rank 0 round robin. Rank 1 takes over at once when none of rank 0 is
 * connected and answers; rank 2 only when every attempt to reach another has failed. A retried call goes to rank 1 first: its zone
 * may be what failed.
 */
class ByZone implements experimental.LoadBalancer {
  readonly #helper: experimental.ChannelControlHelper
  readonly #leafHelper: (peer: Peer) => experimental.ChannelControlHelper
  readonly #peers = new Map<string, Peer>()
  #nextPeer = 0
  #isUpdating = false
  #readyBefore = 0
  #lastError = 'none was tried yet'
  #onCall: OnCall = () => {}

  constructor(helper: experimental.ChannelControlHelper) {
    this.#helper = helper
    this.#leafHelper = (peer) =>
      experimental.createChildChannelControlHelper(helper, {
        updateState: (state, _picker, error) => {
          if (state === connectivityState.READY) connected(peer.key)
          else peer.outlier.reset()
          peer.state = state
          if (error) this.#lastError = error
          this.#updatePicker()
        },
      })
  }

  updateAddressList(
    found: experimental.StatusOr<experimental.Endpoint[]>,
    _config: experimental.TypedLoadBalancingConfig,
    options: ChannelOptions,
    note: string,
  ): boolean {
    this.#onCall = (options[ON_CALL_OPTION] as OnCall | undefined) ?? this.#onCall
    if (!found.ok) {
      if (this.#peers.size === 0)
        this.#helper.updateState(
          connectivityState.TRANSIENT_FAILURE,
          new experimental.UnavailablePicker(found.error),
          found.error.details,
        )
      return true
    }
    this.#isUpdating = true
    const wanted = new Map(
      found.value.map((each) => [experimental.endpointToString(each), each as RankedAddresses]),
    )
    for (const [key, endpoint] of wanted) this.#connect(key, endpoint, options, note)
    for (const [key, { leaf }] of this.#peers) {
      if (wanted.has(key)) continue
      this.#peers.delete(key)
      leaf.destroy()
    }
    this.#isUpdating = false
    this.#updatePicker()
    return true
  }

  #connect(
    key: string,
    { addresses, rank = 0, relation = 'unknown' }: RankedAddresses,
    options: ChannelOptions,
    note: string,
  ): void {
    const known = this.#peers.get(key)
    if (known) return void Object.assign(known, { rank, relation })
    const peer = {
      key,
      rank,
      relation,
      outlier: new OutlierDetector(),
      state: connectivityState.IDLE,
    } as Peer
    peer.leaf = new experimental.LeafLoadBalancer(
      { addresses: addresses.map((each) => withConnectTimeout(key, each)) },
      this.#leafHelper(peer),
      options,
      note,
    )
    this.#peers.set(key, peer)
    peer.leaf.startConnecting()
  }

  #updatePicker(): void {
    if (this.#isUpdating) return
    const peers = [...this.#peers.values()]
    const open = peers.filter(({ rank }) => rank < 2)
    const used = [open, peers].map(readyOf).find((each) => each.length > 0) ?? []
    // Excluded zones wait until every attempt to reach the others has failed.
    if (used.length > 0 && (used[0]!.rank < 2 || !open.some(isConnecting)))
      this.#helper.updateState(connectivityState.READY, this.#pickerOf(used), null)
    else if (peers.some(isConnecting))
      this.#helper.updateState(connectivityState.CONNECTING, new experimental.QueuePicker(this), null)
    else {
      const details = `${NO_CONNECTION}. Last error: ${peers.length > 0 ? this.#lastError : 'no address is known'}`
      this.#helper.updateState(
        connectivityState.TRANSIENT_FAILURE,
        new experimental.UnavailablePicker({ details }),
        details,
      )
    }
    this.#wake(peers)
  }

  /** Keeps every address connected, and asks the resolver again when a connection is lost. */
  #wake(peers: readonly Peer[]): void {
    const ready = readyOf(peers).length
    const isLess = ready < this.#readyBefore
    this.#readyBefore = ready
    if (isLess) this.#helper.requestReresolution()
    for (const { state, leaf } of peers) if (state === connectivityState.IDLE) leaf.exitIdle()
  }

  #pickerOf(ready: readonly Peer[]): experimental.Picker {
    const far = ready.filter(({ rank }) => rank === 1)
    const near = ready.filter((each) => !far.includes(each))
    const first = [...near, ...far]
    const again = [...far, ...near]
    return {
      pick: (args) => {
        const isAgain = far.length > 0 && wasSentBefore(args.metadata)
        const peer = this.#choose(isAgain ? again : first, isAgain ? far.length : near.length || far.length)
        return this.#observed(peer, peer.leaf.getPicker().pick(args))
      },
    }
  }

  /** Round robin among the first `preferred` peers, then the rest; an outlier only when all are. */
  #choose(peers: readonly Peer[], preferred: number): Peer {
    const start = this.#nextPeer++
    const now = performance.now()
    const at = (n: number) =>
      peers[n < preferred ? (start + n) % preferred : preferred + ((start + n) % (peers.length - preferred))]!
    for (let n = 0; n < peers.length; n++) if (!at(n).outlier.isOutlier(now)) return at(n)
    return at(0)
  }

  #observed({ outlier, relation }: Peer, result: experimental.PickResult): experimental.PickResult {
    let ended: ReturnType<OutlierDetector['sent']> | undefined
    return {
      ...result,
      onCallStarted: () => {
        ended = outlier.sent(performance.now())
        this.#onCall(relation)
      },
      onCallEnded: (code) => ended?.(code, performance.now()),
    }
  }

  exitIdle(): void {
    /* every address is kept connected already */
  }
  resetBackoff(): void {
    /* each connection has its own */
  }
  destroy(): void {
    for (const { leaf } of this.#peers.values()) leaf.destroy()
    this.#peers.clear()
  }
  getTypeName(): string {
    return NAME
  }
}

function readyOf(peers: readonly Peer[]): readonly Peer[] {
  return peers.filter(({ state }) => state === connectivityState.READY)
}

function isConnecting({ state }: Peer): boolean {
  return state === connectivityState.CONNECTING || state === connectivityState.IDLE
}

function wasSentBefore(metadata: Metadata): boolean {
  return metadata.get(ATTEMPTS_HEADER).length > 0
}

experimental.registerLoadBalancerType(NAME, ByZone, ByZoneConfig)
