import type { EventEmitter } from 'node:events'
import type { ClientBase } from 'pg'

/**
 * A commit whose wait for the synchronous standby is cancelled, by an operator say, is reported as done with a warning, and
 * may be lost with the primary. Here it counts as a connection that broke: not acknowledged, and tried again by who asked.
 */
export function refuseUnconfirmedCommits(client: ClientBase): void {
  client.on('notice', ({ routine }) => {
    if (routine !== 'SyncRepWaitForLSN') return
    // At once: the word that the commit is done comes in the same packet.
    const { connection } = client as unknown as { connection: EventEmitter & { stream: { destroy(): void } } }
    connection.emit('error', new Error('Connection terminated: a commit was not confirmed by a standby'))
    connection.stream.destroy()
  })
}
