import { setTimeout as sleep } from 'node:timers/promises'
import { anyDeed, type Deed } from './deeds.ts'
import { figuresOf, type Figures, type Phase, type Request } from './figures.ts'
import { insist } from './insist.ts'
import { joinPerson, keepSignedIn, type Person } from './person.ts'

export interface LoadOptions {
  /** Where the phones find the API; each begins with another one. */
  urls: readonly string[]
  perSecond: number
  people: number
  /** How long a phone tries again; 0 for one try only. */
  retryForMs: number
}

/** People with phones who ask at a steady pace, whether they are answered or not. */
export class Load {
  readonly people: readonly Person[]
  readonly requests: Request[] = []
  /** What went wrong beside the requests themselves. */
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

  /** Begins a phase: from here on figures count for it. */
  mark(name: string): void {
    this.#marks.push({ name, at: Date.now() })
  }

  /** Figures of each phase; call it when the load has stopped. */
  figures(): Figures[] {
    return this.#phases().map((phase) => figuresOf(this.requests, phase))
  }

  /** Asks nothing more and waits for what is under way. */
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
      this.#follow(this.#ask(person, anyDeed(person.diary)))
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

  async #ask(
    { phone, token }: Person,
    { kind, isWrite, question, accepts, acknowledge }: Deed,
  ): Promise<void> {
    const askedAt = Date.now()
    const { ok, okAtOnce, firstFault, fault, reply } = await insist(
      phone,
      { ...question, token },
      { forMs: this.#options.retryForMs, accepts },
    )
    if (ok) acknowledge?.()
    const partsMissing =
      ok && Boolean((reply?.body as { unavailable?: unknown[] } | undefined)?.unavailable?.length)
    this.requests.push({
      kind,
      isWrite,
      askedAt,
      answeredAt: Date.now(),
      ok,
      okAtOnce,
      firstFault,
      fault,
      partsMissing,
    })
  }

  #phases(): Phase[] {
    return this.#marks
      .slice(0, -1)
      .map(({ name, at }, index) => ({ name, from: at, until: this.#marks[index + 1]!.at }))
  }
}
