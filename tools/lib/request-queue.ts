/** OkHttp's limit for one host; iOS has six. */
const AT_ONCE = 5
const FIRST_PAUSE_MS = 400
const LONGEST_PAUSE_MS = 4000

/**
 * Lets one phone send five requests at once; the others wait in line. After an answer that says the server is overloaded, or
 * none at all, the whole phone pauses, not the one request alone; then one request goes first, and each answer admits one more.
 */
export class RequestQueue {
  readonly #line: (() => void)[] = []
  #open = 0
  #limit = AT_ONCE
  #pauses = 0
  #pausedAt = -Infinity
  #pause?: NodeJS.Timeout | undefined

  /** `overloadOf` returns a value for answers, or missing answers, that call for a pause. */
  async run<T>(
    send: () => Promise<T>,
    overloadOf: (reply: T | undefined) => { retryAfterMs: number } | undefined,
  ): Promise<T> {
    await new Promise<void>((admit) => {
      this.#line.push(admit)
      this.#admit()
    })
    const startedAt = performance.now()
    let reply: T | undefined
    try {
      reply = await send()
      return reply
    } finally {
      this.#open--
      this.#adapt(startedAt, overloadOf(reply))
      this.#admit()
    }
  }

  #adapt(startedAt: number, overload: { retryAfterMs: number } | undefined): void {
    if (!overload) {
      this.#pauses = 0
      this.#limit = Math.min(AT_ONCE, this.#limit + 1)
    } else if (startedAt > this.#pausedAt) {
      // Requests that were open together fail together, and count once.
      this.#pausedAt = performance.now()
      this.#limit = 1
      const pauseMs =
        Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#pauses++) * (0.5 + Math.random() / 2)
      this.#pause = setTimeout(
        () => {
          this.#pause = undefined
          this.#admit()
        },
        Math.max(pauseMs, overload.retryAfterMs * (1 + Math.random())),
      )
    }
  }

  #admit(): void {
    while (this.#line.length > 0 && this.#open < this.#limit && !this.#pause) {
      this.#open++
      this.#line.shift()!()
    }
  }
}
