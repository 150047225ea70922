import type { Job } from '@mymacrotracker/runtime'
import type { AuthContext } from '../../context.ts'
import { THROTTLE_WINDOW_MS } from '../domain/throttle.ts'

/** Forgets attempts that no longer count. */
export function sweepThrottles({ db, clock }: Pick<AuthContext, 'db' | 'clock'>): Job {
  return {
    name: 'auth.sweep-throttles',
    everyMs: 3_600_000,
    run: () =>
      db.asSystem(({ throttles }) => throttles.forgetBefore(new Date(clock.now() - THROTTLE_WINDOW_MS))),
  }
}
