import type { ClientBase } from 'pg'
import { breakConnection } from './library-internals.ts'

/**
 * A commit whose wait for the synchronous standby is cancelled, by an operator say, is reported as done with a warning, and
 * may be lost with the primary. Here it counts as a connection that broke: not acknowledged, and retried by the caller.
 */
export function refuseUnconfirmedCommits(client: ClientBase): void {
  client.on('notice', ({ routine }) => {
    // At once: the confirmation of the commit comes in the same packet.
    if (routine === 'SyncRepWaitForLSN')
      breakConnection(client, new Error('Connection terminated: a commit was not confirmed by a standby'))
  })
}
