/** One request and its outcome; times in ms since 1970. */
export interface Request {
  kind: string
  isWrite: boolean
  askedAt: number
  answeredAt: number
  ok: boolean
  okAtOnce: boolean
  firstFault: string
  fault: string
  /** The screen named missing parts. */
  partsMissing: boolean
}

export interface Phase {
  name: string
  from: number
  until: number
}

export interface Figures {
  phase: string
  seconds: number
  requests: number
  writes: number
  failedAtFirst: number
  failedInTheEnd: number
  failedInTheEndPercent: number
  partsMissing: number
  /** Longest time without an answered read, or an acknowledged write. */
  readGapMs: number
  writeGapMs: number
  p50Ms: number
  p99Ms: number
  firstFaults: Record<string, number>
  faults: Record<string, number>
}

/** A request belongs to the phase in which it was sent; gaps are measured by the clock alone. */
export function figuresOf(requests: readonly Request[], phase: Phase): Figures {
  const asked = requests.filter(({ askedAt }) => askedAt >= phase.from && askedAt < phase.until)
  const lost = asked.filter(({ ok }) => !ok)
  const tookMs = asked
    .filter(({ ok }) => ok)
    .map(({ askedAt, answeredAt }) => answeredAt - askedAt)
    .sort((a, b) => a - b)
  const share = (of: number) =>
    Math.round(tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * of))] ?? NaN)
  return {
    phase: phase.name,
    seconds: Math.round((phase.until - phase.from) / 1000),
    requests: asked.length,
    writes: asked.filter(({ isWrite }) => isWrite).length,
    failedAtFirst: asked.filter(({ okAtOnce }) => !okAtOnce).length,
    failedInTheEnd: lost.length,
    failedInTheEndPercent: asked.length === 0 ? 0 : Math.round((lost.length / asked.length) * 10_000) / 100,
    partsMissing: asked.filter(({ partsMissing }) => partsMissing).length,
    readGapMs: longestGap(
      requests.filter(({ isWrite }) => !isWrite),
      phase,
    ),
    writeGapMs: longestGap(
      requests.filter(({ isWrite }) => isWrite),
      phase,
    ),
    p50Ms: share(0.5),
    p99Ms: share(0.99),
    firstFaults: tally(asked, ({ kind, firstFault }) => firstFault && `${kind}: ${firstFault}`),
    faults: tally(lost, ({ kind, fault }) => `${kind}: ${fault}`),
  }
}

function longestGap(requests: readonly Request[], { from, until }: Phase): number {
  const answered = requests
    .filter(({ ok, answeredAt }) => ok && answeredAt <= until)
    .map(({ answeredAt }) => answeredAt)
    .sort((a, b) => a - b)
  // A gap that began in the phase before counts in full.
  let before = answered.findLast((at) => at < from) ?? from
  let longest = 0
  for (const at of [...answered.filter((each) => each >= from), until]) {
    longest = Math.max(longest, at - before)
    before = at
  }
  return Math.round(longest)
}

function tally(requests: readonly Request[], label: (request: Request) => string): Record<string, number> {
  const groups = Map.groupBy(
    requests.filter((each) => label(each) !== ''),
    label,
  )
  return Object.fromEntries([...groups].map(([name, each]) => [name, each.length]))
}
