/** What a phone was told about one thing it logged. */
export interface Known {
  id: string
  date: string
  /** What its figure may be: one, or two when nobody answered the change from one to the other. */
  figures: readonly number[]
  there: 'yes' | 'no' | 'unsure'
}

/** What one person's phone knows of its entries or weights. A thing whose last write was not answered is left alone from then on. */
export class Ledger {
  readonly known = new Map<string, Known>()
  readonly #free: string[] = []

  add(id: string, date: string, figure: number) {
    const thing: Known = { id, date, figures: [figure], there: 'unsure' }
    this.known.set(id, thing)
    return () => this.#keep({ ...thing, there: 'yes' })
  }

  /** Some thing that is there and at rest; taken out until its next write is answered. */
  take(): Known | undefined {
    if (this.#free.length === 0) return undefined
    const at = Math.floor(Math.random() * this.#free.length)
    const id = this.#free[at]!
    this.#free[at] = this.#free.at(-1)!
    this.#free.pop()
    return this.known.get(id)!
  }

  change(thing: Known, figure: number) {
    this.known.set(thing.id, { ...thing, figures: [...thing.figures, figure] })
    return () => this.#keep({ ...thing, figures: [figure] })
  }

  remove(thing: Known) {
    this.known.set(thing.id, { ...thing, there: 'unsure' })
    return () => {
      this.known.set(thing.id, { ...thing, there: 'no' })
    }
  }

  #keep(thing: Known): void {
    this.known.set(thing.id, thing)
    this.#free.push(thing.id)
  }
}
