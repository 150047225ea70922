export interface Figure {
  scenario: string
  what: string
  value: string
  /** What it must keep to; a figure without one is told and judges nothing. */
  limit?: string
  holds: boolean
}

/** Collects figures beside their limits, prints each as it comes and all of them at the end. */
export interface Table {
  tell(scenario: string, what: string, value: string): void
  check(figure: Figure): void
  print(): void
  count(): { passed: number; failed: number }
}

export function createTable(): Table {
  const figures: Figure[] = []
  const add = (figure: Figure) => {
    figures.push(figure)
    console.log(
      `  ${figure.what}: ${figure.value}${figure.limit ? `   (${figure.limit}: ${verdictOf(figure)})` : ''}`,
    )
  }
  const judged = () => figures.filter(({ limit, holds }) => limit !== undefined || !holds)
  return {
    tell: (scenario, what, value) => add({ scenario, what, value, holds: true }),
    check: add,
    print() {
      const rows = [
        ['scenario', 'figure', 'value', 'limit', ''],
        ...figures.map((each, at) => [
          figures[at - 1]?.scenario === each.scenario ? '' : each.scenario,
          each.what,
          each.value,
          each.limit ?? '',
          verdictOf(each),
        ]),
      ]
      const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
      for (const row of rows)
        console.log(
          row
            .map((cell, column) => cell.padEnd(widths[column] ?? 0))
            .join('  ')
            .trimEnd(),
        )
    },
    count: () => ({
      passed: judged().filter(({ holds }) => holds).length,
      failed: judged().filter(({ holds }) => !holds).length,
    }),
  }
}

const verdictOf = ({ limit, holds }: Figure) => (holds ? (limit === undefined ? '' : 'ok') : 'FAULT')
