import { connectivityState, experimental, type ChannelOptions, type Metadata } from '@grpc/grpc-js'
import type { Rank, ZoneRelation } from '../zones/zones.ts'
import { OutlierDetector } from './outlier-detection.ts'
import { connected, withConnectTimeout } from './connect-timeout.ts'

const NAME = 'by_zone'
/** Header of a call that is sent again; grpc-js sets it for its own retries. */
export const ATTEMPTS_HEADER = 'grpc-previous-rpc-attempts'
/** What a call fails with that no connection was there for. */
export const NO_CONNECTION = 'No connection established'
/** Channel option: is told of every call that reaches a peer. Its prefix keeps it from what identifies a connection. */
export const ON_CALL_OPTION = `${experimental.SUBCHANNEL_ARGS_EXCLUDE_KEY_PREFIX}.mmt_on_call`

/** An address as a resolver hands it over. Without a rank all are alike. */
export interface RankedAddresses extends experimental.Endpoint {
  rank?: Rank
  relation?: ZoneRelation
}

type State = connectivityState
type OnCall = (relation: ZoneRelation) => void
interface Seat {
  readonly key: string
  readonly answers: OutlierDetector
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
 * Keeps a connection to every address and uses those of rank 0 in turn. Those of rank 1 stand in when none of rank 0 is
 * connected and answers, at once; those of rank 2 only when every attempt to reach another has failed. A call that is sent
 * again goes to rank 1 first: what failed it may be the zone.
 */
class ByZone implements experimental.LoadBalancer {
  readonly #helper: experimental.ChannelControlHelper
  readonly #leafHelper: (seat: Seat) => experimental.ChannelControlHelper
  readonly #seats = new Map<string, Seat>()
  #turn = 0
  #isUpdating = false
  #readyBefore = 0
  #lastError = 'none was tried yet'
  #onCall: OnCall = () => {}

  constructor(helper: experimental.ChannelControlHelper) {
    this.#helper = helper
    this.#leafHelper = (seat) =>
      experimental.createChildChannelControlHelper(helper, {
        updateState: (state, _picker, error) => {
          if (state === connectivityState.READY) connected(seat.key)
          else seat.answers.forget()
          seat.state = state
          if (error) this.#lastError = error
          this.#tell()
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
      if (this.#seats.size === 0)
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
    for (const [key, endpoint] of wanted) this.#seat(key, endpoint, options, note)
    for (const [key, { leaf }] of this.#seats) {
      if (wanted.has(key)) continue
      this.#seats.delete(key)
      leaf.destroy()
    }
    this.#isUpdating = false
    this.#tell()
    return true
  }

  #seat(
    key: string,
    { addresses, rank = 0, relation = 'unknown' }: RankedAddresses,
    options: ChannelOptions,
    note: string,
  ): void {
    const known = this.#seats.get(key)
    if (known) return void Object.assign(known, { rank, relation })
    const seat = {
      key,
      rank,
      relation,
      answers: new OutlierDetector(),
      state: connectivityState.IDLE,
    } as Seat
    seat.leaf = new experimental.LeafLoadBalancer(
      { addresses: addresses.map((each) => withConnectTimeout(key, each)) },
      this.#leafHelper(seat),
      options,
      note,
    )
    this.#seats.set(key, seat)
    seat.leaf.startConnecting()
  }

  #tell(): void {
    if (this.#isUpdating) return
    const seats = [...this.#seats.values()]
    const open = seats.filter(({ rank }) => rank < 2)
    const used = [open, seats].map(readyOf).find((each) => each.length > 0) ?? []
    // The last resort waits until every attempt to reach the others has failed.
    if (used.length > 0 && (used[0]!.rank < 2 || !open.some(isOnItsWay)))
      this.#helper.updateState(connectivityState.READY, this.#pickerOf(used), null)
    else if (seats.some(isOnItsWay))
      this.#helper.updateState(connectivityState.CONNECTING, new experimental.QueuePicker(this), null)
    else {
      const details = `${NO_CONNECTION}. Last error: ${seats.length > 0 ? this.#lastError : 'there is no address'}`
      this.#helper.updateState(
        connectivityState.TRANSIENT_FAILURE,
        new experimental.UnavailablePicker({ details }),
        details,
      )
    }
    this.#wake(seats)
  }

  /** Every address is kept connected, and those who know the addresses are asked when a connection is lost. */
  #wake(seats: readonly Seat[]): void {
    const ready = readyOf(seats).length
    const isLess = ready < this.#readyBefore
    this.#readyBefore = ready
    if (isLess) this.#helper.requestReresolution()
    for (const { state, leaf } of seats) if (state === connectivityState.IDLE) leaf.exitIdle()
  }

  #pickerOf(ready: readonly Seat[]): experimental.Picker {
    const far = ready.filter(({ rank }) => rank === 1)
    const near = ready.filter((each) => !far.includes(each))
    const first = [...near, ...far]
    const again = [...far, ...near]
    return {
      pick: (args) => {
        const isAgain = far.length > 0 && wasSentBefore(args.metadata)
        const seat = this.#choose(isAgain ? again : first, isAgain ? far.length : near.length || far.length)
        return this.#noting(seat, seat.leaf.getPicker().pick(args))
      },
    }
  }

  /** In turn among the first `preferred` seats, then the rest; who is quiet only when all are. */
  #choose(seats: readonly Seat[], preferred: number): Seat {
    const turn = this.#turn++
    const now = performance.now()
    const at = (n: number) =>
      seats[n < preferred ? (turn + n) % preferred : preferred + ((turn + n) % (seats.length - preferred))]!
    for (let n = 0; n < seats.length; n++) if (!at(n).answers.isQuiet(now)) return at(n)
    return at(0)
  }

  #noting({ answers, relation }: Seat, result: experimental.PickResult): experimental.PickResult {
    let ended: ReturnType<OutlierDetector['sent']> | undefined
    return {
      ...result,
      onCallStarted: () => {
        ended = answers.sent(performance.now())
        this.#onCall(relation)
      },
      onCallEnded: (code) => ended?.(code, performance.now()),
    }
  }

  exitIdle(): void {
    /* every address is kept connected: there is nothing more to wake */
  }
  resetBackoff(): void {
    /* each connection has its own */
  }
  destroy(): void {
    for (const { leaf } of this.#seats.values()) leaf.destroy()
    this.#seats.clear()
  }
  getTypeName(): string {
    return NAME
  }
}

function readyOf(seats: readonly Seat[]): readonly Seat[] {
  return seats.filter(({ state }) => state === connectivityState.READY)
}

function isOnItsWay({ state }: Seat): boolean {
  return state === connectivityState.CONNECTING || state === connectivityState.IDLE
}

function wasSentBefore(metadata: Metadata): boolean {
  return metadata.get(ATTEMPTS_HEADER).length > 0
}

experimental.registerLoadBalancerType(NAME, ByZone, ByZoneConfig)
