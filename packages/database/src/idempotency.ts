import { ConflictError, InvalidError } from '@mymacrotracker/errors'
import type { Sealer } from '@mymacrotracker/keys'
import type { Sql } from './sql.ts'

/** How an answer is kept: the generated message type. */
interface Codec<T> {
  encode(message: T): { finish(): Uint8Array }
  decode(bytes: Uint8Array): T
}

/** How long a stored answer is repeated. */
export const IDEMPOTENCY_DAYS = 7

/**
 * Runs an effect once a (user, Idempotency-Key), inside the effect's own transaction, and returns the stored answer afterwards.
 * Answers hold what was eaten and weighed: they are stored sealed, in a table that row-level security does not cover.
 * ConflictError REQUEST_IN_FLIGHT while the first still runs; InvalidError IDEMPOTENCY_KEY_REUSED for another request.
 */
export function createIdempotency(sql: Sql, sealer: Sealer) {
  return {
    async once<T>(
      userId: string,
      given: { key: string; requestHash: string } | undefined,
      codec: Codec<T>,
      effect: () => Promise<T>,
    ): Promise<T> {
      if (!given) return effect()
      const [lock] = await sql<{ got: boolean }>(
        `select pg_try_advisory_xact_lock(hashtextextended($1, 1)) as got`,
        [`${userId}/${given.key}`],
      )
      if (!lock!.got)
        throw new ConflictError('REQUEST_IN_FLIGHT', 'a request with this Idempotency-Key is still running', {
          retryAfterMs: 500,
        })
      const [stored] = await sql<{ hash: string; answer: Uint8Array }>(
        'select request_hash as hash, answer from idempotency_keys where user_id = $1::uuid and key = $2',
        [userId, given.key],
      )
      if (stored) {
        if (stored.hash !== given.requestHash)
          throw new InvalidError(
            'IDEMPOTENCY_KEY_REUSED',
            'this Idempotency-Key was used with another request',
          )
        return codec.decode(new Uint8Array(sealer.open(stored.answer)))
      }
      const answer = await effect()
      await sql(
        'insert into idempotency_keys (user_id, key, request_hash, answer) values ($1::uuid, $2, $3, $4)',
        [userId, given.key, given.requestHash, sealer.seal(codec.encode(answer).finish())],
      )
      return answer
    },
  }
}
