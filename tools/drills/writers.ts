import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { dayAgo, signUp, type Writer } from './people.ts'

/** What was answered 2xx: the promise that is checked. */
export interface Acknowledged {
  id: string
  userId: string
  energyKcal: number
  deleted: boolean
}

const DATES = 5
const REQUEST_TIMEOUT_MS = 4000

/** People who log meals without a pause, try again when no answer comes, and remember what was acknowledged. */
export class Writers {
  readonly acknowledged = new Map<string, Acknowledged>()
  readonly people: readonly Writer[]
  readonly #url: string
  #stopping = false
  #loops: Promise<void>[] = []
  retries = 0

  private constructor(url: string, people: Writer[]) {
    this.#url = url
    this.people = people
  }

  static async signUp(url: string, count: number): Promise<Writers> {
    const people = await Promise.all(
      Array.from({ length: count }, (_, at) =>
        signUp(async (method, path, { body, token } = {}) => {
          const answer = await send(method, `${url}${path}`, body, token)
          return { status: answer.status, body: await answer.json() }
        }, `writer-${at}`),
      ),
    )
    return new Writers(url, people)
  }

  start(): void {
    this.#loops = this.people.map((person, at) => this.#write(person, at))
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#loops)
  }

  async #write(person: Writer, at: number): Promise<void> {
    for (let n = 0; !this.#stopping; n++) {
      const id = uuidv7()
      const energyKcal = 20 + (n % 80)
      const date = dayAgo(n % DATES)
      const body = {
        id,
        date,
        meal: 'snack',
        name: `bite ${at}/${n}`,
        nutrients: { energyKcal, proteinG: 3 },
      }
      await this.#insist(async () => {
        const { status } = await post(`${this.#url}/v1/diary/entries`, body, person.token)
        if (status !== 201 && status !== 200) return false
        this.acknowledged.set(id, { id, userId: person.userId, energyKcal, deleted: false })
        return true
      })
      if (n % 10 === 9) await this.#remove(person, id)
    }
  }

  /** A deletion that was carried out but not answered is answered 404 the second time: it holds all the same. */
  async #remove(person: Writer, id: string): Promise<void> {
    await this.#insist(async () => {
      const { status } = await send('DELETE', `${this.#url}/v1/diary/entries/${id}`, undefined, person.token)
      if (status !== 204 && status !== 404) return false
      this.acknowledged.get(id)!.deleted = true
      return true
    })
  }

  /** As a phone does: again with the same id until there is an answer. */
  async #insist(attempt: () => Promise<boolean>): Promise<void> {
    for (;;) {
      if (await attempt().catch(() => false)) return
      this.retries++
      await sleep(50)
    }
  }
}

function post(url: string, body: unknown, token?: string): Promise<Response> {
  return send('POST', url, body, token)
}

function send(method: string, url: string, body: unknown, token?: string): Promise<Response> {
  return fetch(url, {
    method,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  })
}
