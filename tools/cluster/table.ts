import { finish } from '../lib/checks.ts'
import { printTable } from '../lib/table.ts'

interface Figure {
  scenario: string
  what: string
  value: string
  limit: string
  /** Undefined for a figure that is only reported. */
  holds: boolean | undefined
}

/** The figures of one scenario. */
export interface Section {
  /** Reports a figure that has no limit. */
  note(what: string, value: string): void
  check(what: string, value: string, limit: string, holds: boolean): void
  /** Runs some work and reports how long it took. */
  timed(what: string, work: () => Promise<unknown>): Promise<void>
}

/** Collects figures beside their limits; prints each as it comes, and all of them at the end. */
export interface Table {
  section(scenario: string): Section
  finish(): never
}

export function createTable(): Table {
  const startedAt = Date.now()
  const figures: Figure[] = []
  const add = (figure: Figure) => {
    figures.push(figure)
    const { what, value, limit } = figure
    console.log(`  ${what}: ${value}${limit ? `   (${limit}: ${verdictOf(figure)})` : ''}`)
  }
  return {
    section(scenario) {
      const note: Section['note'] = (what, value) =>
        add({ scenario, what, value, limit: '', holds: undefined })
      return {
        note,
        check: (what, value, limit, holds) => add({ scenario, what, value, limit, holds }),
        async timed(what, work) {
          const workStartedAt = Date.now()
          await work()
          note(what, `${((Date.now() - workStartedAt) / 1000).toFixed(1)} s`)
        },
      }
    },
    finish() {
      const rows = figures.map((each, at) => [
        figures[at - 1]?.scenario === each.scenario ? '' : each.scenario,
        each.what,
        each.value,
        each.limit,
        verdictOf(each),
      ])
      printTable(['scenario', 'figure', 'value', 'limit', ''], rows)
      console.log(`\ntook ${Math.round((Date.now() - startedAt) / 1000)} s`)
      const count = (verdict: boolean) => figures.filter(({ holds }) => holds === verdict).length
      return finish({ passed: count(true), failed: count(false) })
    },
  }
}

const verdictOf = ({ holds }: Figure) => (holds === undefined ? '' : holds ? 'ok' : 'FAULT')
