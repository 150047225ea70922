import { status } from '@grpc/grpc-js'

/** A peer is quiet when calls wait on it and nothing came back for so long; with many calls waiting, sooner. */
const QUIET_MS = 750
const QUIET_MANY_MS = 300
const MANY = 5
/** A quiet peer is tried again this often: it may have been slow, not dead. */
const TRY_AGAIN_MS = 5_000

/** Whether a peer answers. One that hangs keeps its connection, which the pings end only seconds later. */
export class OutlierDetector {
  #waiting = 0
  /** Since when calls wait without any answer. */
  #silentSince: number | undefined
  #triedAt = 0

  /** A call was sent; the answer is to be called when it ends. */
  sent(now: number): (code: status, now: number) => void {
    this.#waiting++
    this.#silentSince ??= now
    return (code, endedAt) => {
      this.#waiting--
      // Those two are the caller's own end of it: they say nothing of the peer, unless it had been silent for long.
      const isAnswer = code !== status.DEADLINE_EXCEEDED && code !== status.CANCELLED
      if (isAnswer) this.#silentSince = this.#waiting > 0 ? endedAt : undefined
      else if (this.#waiting === 0 && endedAt - (this.#silentSince ?? endedAt) < QUIET_MS)
        this.#silentSince = undefined
    }
  }

  isQuiet(now: number): boolean {
    if (
      this.#silentSince === undefined ||
      now - this.#silentSince < (this.#waiting >= MANY ? QUIET_MANY_MS : QUIET_MS)
    )
      return false
    if (now - Math.max(this.#triedAt, this.#silentSince) < TRY_AGAIN_MS) return true
    this.#triedAt = now
    return false
  }

  /** Another connection: what the last one did says nothing of it. */
  forget(): void {
    this.#silentSince = undefined
  }
}
