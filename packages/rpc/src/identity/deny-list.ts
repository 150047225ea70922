/** Sessions that were revoked while their access tokens may still be valid. */
export interface DenyList {
  /** `forgetAtMs`: epoch milliseconds after which no token of the session can be valid. */
  deny(sessionId: string, forgetAtMs: number): void
  has(sessionId: string): boolean
}

export function createDenyList(): DenyList {
  const denied = new Map<string, number>()
  let sweepAtMs = 0
  return {
    deny(sessionId, forgetAtMs) {
      const now = Date.now()
      if (now > sweepAtMs) {
        for (const [id, until] of denied) if (until < now) denied.delete(id)
        sweepAtMs = now + 60_000
      }
      denied.set(sessionId, forgetAtMs)
    },
    has: (sessionId) => denied.has(sessionId),
  }
}
