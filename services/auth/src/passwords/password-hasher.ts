import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { ResourceExhaustedError } from '@mymacrotracker/errors'
import { throwIfCancelled } from '@mymacrotracker/concurrency'
import pLimit from 'p-limit'

/** Hashes and checks passwords, a few at a time. ResourceExhaustedError TOO_MANY_SIGN_INS when too many wait. */
export interface PasswordHasher {
  hash(password: string): Promise<string>
  /** Takes as long without a hash as with one; the answer is then false. */
  verify(password: string, passwordHash: string | undefined): Promise<boolean>
}

/** argon2id (RFC 9106) as OWASP advises: 19 MiB, two passes, one lane. About 45 ms of one core. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** libuv has four threads and access tokens are checked on them too: one stays free of passwords. */
const AT_ONCE = Math.min(3, availableParallelism())
const MAX_WAITING = 64
/** Of a password nobody knows. */
const DUMMY_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$CeVsnbLTvnySf6rmwSCLSQ$HfweUMIs+5V5v3gIj332BRR3S6aGG9NG+zgh2EaEOKc'

export function createPasswordHasher(): PasswordHasher {
  const gate = createGate(AT_ONCE, MAX_WAITING)
  return {
    hash: (password) => gate(() => hash(canonical(password), ARGON2ID)),
    verify: (password, passwordHash) =>
      gate(
        async () =>
          (await verify(passwordHash ?? DUMMY_HASH, canonical(password))) && passwordHash !== undefined,
      ),
  }
}

/** One password however a keyboard composes its accents (NIST SP 800-63B, 3.1.1.2). */
const canonical = (password: string) => password.normalize('NFKC')

function createGate(atOnce: number, maxWaiting: number) {
  const limit = pLimit(atOnce)
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (limit.activeCount + limit.pendingCount >= atOnce + maxWaiting)
      throw new ResourceExhaustedError('TOO_MANY_SIGN_INS', 'too many people sign in at this moment', {
        retryAfterMs: 1000,
      })
    return limit(() => {
      throwIfCancelled()
      return work()
    })
  }
}
