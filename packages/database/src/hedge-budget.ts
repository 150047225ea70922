/** How often the same may be asked twice. Without a bound, whoever is slow because much is asked of it is asked twice as much. */
export interface HedgeBudget {
  /** One was asked once. */
  earn(): void
  /** Whether one may be asked again. */
  spend(): boolean
}

const SHARE = 0.1
/** So many at once, for the moment in which a primary falls silent. */
const BURST = 20

export function createHedgeBudget(): HedgeBudget {
  let budget = BURST
  return {
    earn() {
      budget = Math.min(BURST, budget + SHARE)
    },
    spend() {
      if (budget < 1) return false
      budget -= 1
      return true
    },
  }
}
