export interface Outcome {
  kind: string
  isHeld: boolean
  /** Place of the first food that satisfies, from 1; 0 when there is none among the ten. */
  place: number
}

/** Top-1, top-5 and mean reciprocal rank by kind, and over all queries, the open ones and those held back. */
export function tableOf(title: string, outcomes: readonly Outcome[]): string[] {
  const kinds = [...new Set(outcomes.map(({ kind }) => kind))]
  return [
    '',
    `${title}, ${outcomes.length} queries`,
    `${'kind'.padEnd(36)}${'queries'.padStart(8)}${'top-1'.padStart(8)}${'top-5'.padStart(8)}${'MRR'.padStart(8)}`,
    ...kinds.map((kind) =>
      row(
        kind,
        outcomes.filter((each) => each.kind === kind),
      ),
    ),
    row(
      'open',
      outcomes.filter(({ isHeld }) => !isHeld),
    ),
    row(
      'held back',
      outcomes.filter(({ isHeld }) => isHeld),
    ),
    row('all', outcomes),
  ]
}

function row(title: string, outcomes: readonly Outcome[]): string {
  const share = (isRight: (place: number) => boolean) =>
    `${((100 * outcomes.filter(({ place }) => isRight(place)).length) / outcomes.length).toFixed(0)} %`
  const meanReciprocal =
    outcomes.reduce((sum, { place }) => sum + (place > 0 ? 1 / place : 0), 0) / outcomes.length
  return [
    title.padEnd(36),
    String(outcomes.length).padStart(8),
    share((place) => place === 1).padStart(8),
    share((place) => place > 0 && place <= 5).padStart(8),
    meanReciprocal.toFixed(2).padStart(8),
  ].join('')
}
