import { v7 as uuidv7 } from 'uuid'
import { dayAgo, signUp, type Person } from '../lib/person.ts'
import { createPhone, type PhoneRequest } from '../lib/phone.ts'
import { retry } from '../lib/retry.ts'

/** An entry that was answered 2xx: the promise that is checked. */
export interface Acknowledged {
  id: string
  userId: string
  energyKcal: number
  deleted: boolean
}

const DATES = 5
const GIVE_UP_MS = 4000

/** People who log meals without a pause, retry until they get an answer, and keep a record of what was acknowledged. */
export class Writers {
  readonly acknowledged = new Map<string, Acknowledged>()
  readonly people: readonly Person[]
  #stopping = false
  #loops: Promise<void>[] = []
  retries = 0

  private constructor(people: Person[]) {
    this.people = people
  }

  static async signUp(url: string, count: number): Promise<Writers> {
    const newPerson = (at: number) =>
      signUp(createPhone({ urls: [url], giveUpMs: GIVE_UP_MS }), `writer-${at}`)
    return new Writers(await Promise.all(Array.from({ length: count }, (_, at) => newPerson(at))))
  }

  start(): void {
    this.#loops = this.people.map((person, at) => this.#write(person, at))
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#loops)
  }

  /** Entries that were acknowledged and not deleted. */
  kept(): string[] {
    return [...this.acknowledged.values()].filter(({ deleted }) => !deleted).map(({ id }) => id)
  }

  async #write(person: Person, at: number): Promise<void> {
    for (let n = 0; !this.#stopping; n++) {
      const id = uuidv7()
      const energyKcal = 20 + (n % 80)
      const nutrients = { energyKcal, proteinG: 3 }
      const body = { id, date: dayAgo(n % DATES), meal: 'snack', name: `bite ${at}/${n}`, nutrients }
      await this.#untilAccepted(person, { method: 'POST', path: '/v1/diary/entries', body }, [200, 201])
      this.acknowledged.set(id, { id, userId: person.userId, energyKcal, deleted: false })
      if (n % 10 === 9) await this.#remove(person, id)
    }
  }

  /** A deletion whose answer was lost gets 404 the second time: it holds all the same. */
  async #remove(person: Person, id: string): Promise<void> {
    await this.#untilAccepted(person, { method: 'DELETE', path: `/v1/diary/entries/${id}` }, [204, 404])
    this.acknowledged.get(id)!.deleted = true
  }

  async #untilAccepted({ phone }: Person, request: PhoneRequest, statuses: number[]): Promise<void> {
    await retry(phone, request, {
      forMs: Infinity,
      accepts: (status) => statuses.includes(status),
      isTransient: () => true,
      pauseMs: () => 50,
      onRetry: () => this.retries++,
    })
  }
}
