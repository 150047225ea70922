import { setTimeout as sleep } from 'node:timers/promises'
import { retry } from '../../lib/retry.ts'
import { anyAction, type Action } from './actions.ts'
import { figuresOf, type Figures, type Phase, type Request } from './figures.ts'
import { joinPerson, keepSignedIn, type Person } from './person.ts'

export interface LoadOptions {
  /** Addresses of the API; each phone starts with another one. */
  urls: readonly string[]
  perSecond: number
  people: number
  /** How long a phone retries; 0 for a single attempt. */
  retryForMs: number
}

/** People with phones who send requests at a steady pace, whether they get answers or not. */
export class Load {
  readonly people: readonly Person[]
  readonly requests: Request[] = []
  /** Errors other than failed requests. */
  readonly faults: string[] = []
  readonly #options: LoadOptions
  readonly #underWay = new Set<Promise<void>>()
  readonly #marks: { name: string; at: number }[] = []
  #stopping = false
  #loop = Promise.resolve()

  private constructor(options: LoadOptions, people: Person[]) {
    this.#options = options
    this.people = people
  }

  static async start(options: LoadOptions): Promise<Load> {
    const people: Person[] = []
    for (let at = 0; at < options.people; at++) people.push(await joinPerson(options.urls, at))
    const load = new Load(options, people)
    load.mark('start')
    load.#loop = load.#run()
    return load
  }

  /** Starts a phase: figures count for it from now on. */
  mark(name: string): void {
    this.#marks.push({ name, at: Date.now() })
  }

  /** Figures of each phase, once the load has stopped. */
  figures(): Figures[] {
    return this.#phases().map((phase) => figuresOf(this.requests, phase))
  }

  /** Sends nothing more and waits for open requests. */
  async stop(): Promise<void> {
    this.#stopping = true
    await this.#loop
    this.mark('')
    await Promise.all(this.#underWay)
  }

  async #run(): Promise<void> {
    const startedAt = performance.now()
    for (let n = 0; !this.#stopping; n++) {
      const waitMs = startedAt + (n * 1000) / this.#options.perSecond - performance.now()
      if (waitMs > 0) await sleep(waitMs)
      const person = this.people[n % this.people.length]!
      this.#follow(this.#send(person, anyAction(person.diary)))
      this.#follow(keepSignedIn(person))
    }
  }

  #follow(work: Promise<void>): void {
    const followed = work
      .catch((error: unknown) => {
        this.faults.push(String(error))
      })
      .finally(() => this.#underWay.delete(followed))
    this.#underWay.add(followed)
  }

  async #send({ phone }: Person, action: Action): Promise<void> {
    const { kind, isWrite, request, accepts, acknowledge } = action
    const askedAt = Date.now()
    const forMs = this.#options.retryForMs
    const { reply, ...outcome } = await retry(phone, request, { forMs, accepts })
    if (outcome.ok) acknowledge?.()
    const { unavailable } = (reply?.body ?? {}) as { unavailable?: unknown[] }
    const partsMissing = outcome.ok && Boolean(unavailable?.length)
    this.requests.push({ kind, isWrite, askedAt, answeredAt: Date.now(), ...outcome, partsMissing })
  }

  #phases(): Phase[] {
    return this.#marks
      .slice(0, -1)
      .map(({ name, at }, index) => ({ name, from: at, until: this.#marks[index + 1]!.at }))
  }
}
