import type { Bus, Subscription } from '@mymacrotracker/bus'
import { sessionTopic } from '@mymacrotracker/contracts'
import type { DenyList } from '@mymacrotracker/rpc'

/** An access token lives for 10 minutes at most, so older revocations no longer matter. One minute more for clocks that differ. */
const LONGEST_TOKEN_MS = 660_000

/** Denies the sessions that auth revokes; resolves when it knows those whose tokens may still be valid. */
export function followRevocations(bus: Bus, denyList: DenyList): Promise<Subscription> {
  return bus.broadcast(
    sessionTopic.name,
    ({ body }) => {
      const { fact } = sessionTopic.decode(body)
      if (fact?.$case === 'revoked')
        denyList.deny(fact.value.sessionId, fact.value.forgetAt?.getTime() ?? Date.now() + LONGEST_TOKEN_MS)
    },
    { sinceMs: LONGEST_TOKEN_MS },
  )
}
