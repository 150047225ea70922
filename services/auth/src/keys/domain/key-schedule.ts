interface ScheduledKey {
  kid: string
  signsFrom: Date
}

export interface KeyPlan {
  /** When a new key has to start signing; absent while none is due. */
  createSigningFromMs?: number
  /** Keys of which no valid token can be left. */
  removeKids: string[]
}

const DAY_MS = 86_400_000
/** A key signs for 30 days and is published one day before: every verifier knows it by then. */
const SIGNS_FOR_MS = 30 * DAY_MS
const PUBLISHED_BEFORE_MS = DAY_MS
/** A process may sign with the last key a little longer than it should; verifiers' clocks differ. */
const REMOVAL_MARGIN_MS = 3_600_000

/** The youngest key that signs already; the first one when this clock is behind the one that made it. */
export function signingAt<Key extends ScheduledKey>(keys: readonly Key[], nowMs: number): Key | undefined {
  const ordered = inOrder(keys)
  return ordered.filter(({ signsFrom }) => signsFrom.getTime() <= nowMs).at(-1) ?? ordered[0]
}

export function planKeys(keys: readonly ScheduledKey[], nowMs: number, accessTokenTtlMs: number): KeyPlan {
  const ordered = inOrder(keys)
  const last = ordered.at(-1)
  if (!last) return { createSigningFromMs: nowMs, removeKids: [] }
  const doneBeforeMs = nowMs - accessTokenTtlMs - REMOVAL_MARGIN_MS
  const removeKids = ordered
    .filter((_, at) => (ordered[at + 1]?.signsFrom.getTime() ?? Infinity) <= doneBeforeMs)
    .map(({ kid }) => kid)
  const isDue = nowMs >= last.signsFrom.getTime() + SIGNS_FOR_MS - PUBLISHED_BEFORE_MS
  return { removeKids, ...(isDue && { createSigningFromMs: nowMs + PUBLISHED_BEFORE_MS }) }
}

function inOrder<Key extends ScheduledKey>(keys: readonly Key[]): Key[] {
  return keys.toSorted((a, b) => a.signsFrom.getTime() - b.signsFrom.getTime())
}
