/** What a phone knows about an item it logged. */
export interface Known {
  id: string
  date: string
  /** Its possible figures: one, or two when the answer to a change was lost. */
  figures: readonly number[]
  there: 'yes' | 'no' | 'unsure'
}

/** What one person's phone knows of its entries or weights. An item whose last write got no answer is left alone from then on. */
export class Ledger {
  readonly known = new Map<string, Known>()
  readonly #free: string[] = []

  add(id: string, date: string, figure: number) {
    const item: Known = { id, date, figures: [figure], there: 'unsure' }
    this.known.set(id, item)
    return () => this.#keep({ ...item, there: 'yes' })
  }

  /** An item that is stored and has no write under way; withheld until its next write is answered. */
  take(): Known | undefined {
    if (this.#free.length === 0) return undefined
    const at = Math.floor(Math.random() * this.#free.length)
    const id = this.#free[at]!
    this.#free[at] = this.#free.at(-1)!
    this.#free.pop()
    return this.known.get(id)!
  }

  change(item: Known, figure: number) {
    this.known.set(item.id, { ...item, figures: [...item.figures, figure] })
    return () => this.#keep({ ...item, figures: [figure] })
  }

  remove(item: Known) {
    this.known.set(item.id, { ...item, there: 'unsure' })
    return () => {
      this.known.set(item.id, { ...item, there: 'no' })
    }
  }

  #keep(item: Known): void {
    this.known.set(item.id, item)
    this.#free.push(item.id)
  }
}
