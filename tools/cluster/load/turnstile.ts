/** What OkHttp allows at once towards one host; iOS has six. */
const AT_ONCE = 5
const FIRST_PAUSE_MS = 400
const LONGEST_PAUSE_MS = 4000

/** How an attempt ended: with an answer, or with a word or a silence that says the other side has too much to do. */
export type Ending = { overloaded: false } | { overloaded: true; retryAfterMs: number }

/**
 * The way out of one phone: five requests at once, the others wait in line. Once it is told to come back later, or nothing
 * comes back, all of the phone waits, not the one request alone; then one goes ahead, and each answer lets one more go at once.
 */
export class Turnstile {
  readonly #line: (() => void)[] = []
  #underWay = 0
  #places = AT_ONCE
  #closures = 0
  #closedAt = -Infinity
  #closed?: NodeJS.Timeout | undefined

  async pass<T>(attempt: () => Promise<T>, endingOf: (reply: T | undefined) => Ending): Promise<T> {
    await new Promise<void>((go) => {
      this.#line.push(go)
      this.#letGo()
    })
    const wentAt = performance.now()
    let reply: T | undefined
    try {
      reply = await attempt()
      return reply
    } finally {
      this.#underWay--
      this.#learn(wentAt, endingOf(reply))
      this.#letGo()
    }
  }

  #learn(wentAt: number, ending: Ending): void {
    if (!ending.overloaded) {
      this.#closures = 0
      this.#places = Math.min(AT_ONCE, this.#places + 1)
    } else if (wentAt > this.#closedAt) {
      // what went together fails together, and counts once
      this.#closedAt = performance.now()
      this.#places = 1
      const pauseMs =
        Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#closures++) * (0.5 + Math.random() / 2)
      this.#closed = setTimeout(
        () => {
          this.#closed = undefined
          this.#letGo()
        },
        Math.max(pauseMs, ending.retryAfterMs * (1 + Math.random())),
      )
    }
  }

  #letGo(): void {
    while (this.#line.length > 0 && this.#underWay < this.#places && !this.#closed) {
      this.#underWay++
      this.#line.shift()!()
    }
  }
}
