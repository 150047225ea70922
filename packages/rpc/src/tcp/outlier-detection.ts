import { status } from '@grpc/grpc-js'

/** A peer is an outlier when calls wait for it and none was answered for this long; with many calls waiting, sooner. */
const UNANSWERED_MS = 750
const UNANSWERED_MANY_MS = 300
const MANY = 5
/** An outlier is probed this often: it may have been slow, not dead. */
const PROBE_MS = 5_000

/** Detects a peer that does not answer. A hung process keeps its connection, which keepalive pings close only seconds later. */
export class OutlierDetector {
  #waiting = 0
  /** Since when calls have waited without any answer. */
  #unansweredSince: number | undefined
  #probedAt = 0

  /** A call was sent. The returned function must be called when it ends. */
  sent(now: number): (code: status, now: number) => void {
    this.#waiting++
    this.#unansweredSince ??= now
    return (code, endedAt) => {
      this.#waiting--
      // Those two end at the caller: they say nothing about the peer, unless it had not answered for long.
      const isAnswer = code !== status.DEADLINE_EXCEEDED && code !== status.CANCELLED
      if (isAnswer) this.#unansweredSince = this.#waiting > 0 ? endedAt : undefined
      else if (this.#waiting === 0 && endedAt - (this.#unansweredSince ?? endedAt) < UNANSWERED_MS)
        this.#unansweredSince = undefined
    }
  }

  isOutlier(now: number): boolean {
    if (
      this.#unansweredSince === undefined ||
      now - this.#unansweredSince < (this.#waiting >= MANY ? UNANSWERED_MANY_MS : UNANSWERED_MS)
    )
      return false
    if (now - Math.max(this.#probedAt, this.#unansweredSince) < PROBE_MS) return true
    this.#probedAt = now
    return false
  }

  /** After a new connection, whose predecessor says nothing about it. */
  reset(): void {
    this.#unansweredSince = undefined
  }
}
