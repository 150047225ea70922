import { UnavailableError } from '@mymacrotracker/errors'
import type { JSONWebKeySet } from 'jose'

/** Auth's key set, fetched when a token names a key it does not contain, but not more often than `refetchEveryMs`. */
export function createKeySource(fetchKeySet: () => Promise<string>, refetchEveryMs: number) {
  let known: JSONWebKeySet | undefined
  let fetchedAtMs = -Infinity
  let fetching: Promise<void> | undefined

  const refetch = () => {
    if (known) fetchedAtMs = Date.now()
    fetching ??= fetchKeySet()
      .then((json) => {
        known = JSON.parse(json) as JSONWebKeySet
        fetchedAtMs = Date.now()
      })
      .finally(() => {
        fetching = undefined
      })
    return fetching
  }
  const has = (kid: string) => known?.keys.some((key) => key.kid === kid) ?? false

  return {
    /** The key set, if it contains the key. The last known one is kept while auth is away. */
    async containing(kid: string): Promise<JSONWebKeySet | undefined> {
      if (!has(kid) && Date.now() - fetchedAtMs >= refetchEveryMs) {
        await refetch().catch((error: unknown) => {
          if (!known)
            throw new UnavailableError('KEY_SET_UNAVAILABLE', 'sign-in cannot be checked right now', {
              cause: error,
              retryAfterMs: 1000,
            })
        })
      }
      return has(kid) ? known : undefined
    },
  }
}
