import { spawnSync } from 'node:child_process'
import { appendFile, chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres, withOwner } from '@mymacrotracker/database'
import { openGate, withPort, type Gate } from '@mymacrotracker/testing/gate'

/** A primary, behind a gate, and a standby that streams from it. */
export interface StreamingPair {
  /** The owner's way to the primary, past the gate. */
  ownerUrl: string
  standbyUrl: string
  gate: Gate
  /** A URL of the primary, through the gate. */
  through(url: string): string
  /** Makes the standby the primary, as a failover does, and opens the gate to it. */
  promote(): Promise<void>
  /** Resolves once the standby has applied all that the primary has. */
  caughtUp(): Promise<void>
  stop(): Promise<void>
}

const FLAGS = [
  '-c',
  'fsync=off',
  '-c',
  'max_wal_senders=4',
  '-c',
  'wal_receiver_status_interval=1',
  '-c',
  'wal_retrieve_retry_interval=200ms',
]

/** A copy of a stopped primary's folder becomes its standby: all that pg_basebackup does here, and npm brings no pg_basebackup. */
export async function startStreamingPair(): Promise<StreamingPair> {
  const root = await mkdtemp(join(tmpdir(), 'mymacrotracker-pair-'))
  await chmod(root, 0o755)
  const [here, there] = [join(root, 'primary'), join(root, 'standby')]
  await mkdir(here)
  await (await startEmbeddedPostgres(here, FLAGS)).stop()
  if (spawnSync('cp', ['-a', here, there]).status !== 0) throw new Error('the primary could not be copied')
  const primary = await startEmbeddedPostgres(here, FLAGS)
  const { hostname, port, password } = new URL(primary.url)
  await appendFile(
    join(there, 'postgres/postgresql.auto.conf'),
    `primary_conninfo = 'host=${hostname} port=${port} user=postgres password=${password}'\n`,
  )
  await appendFile(join(there, 'postgres/standby.signal'), '')
  const standby = await startEmbeddedPostgres(there, FLAGS)
  const gate = await openGate(Number(port))
  return {
    ownerUrl: primary.url,
    standbyUrl: standby.url,
    gate,
    through: (url) => withPort(url, gate.port),
    async promote() {
      await withOwner(standby.url, (client) => client.query('select pg_promote()'))
      await gate.refuse()
      gate.turnTo(Number(new URL(standby.url).port))
      await gate.open()
    },
    async caughtUp() {
      const at = await withOwner(
        primary.url,
        async (client) =>
          (await client.query<{ at: string }>('select pg_current_wal_flush_lsn()::text as at')).rows[0]!.at,
      )
      for (const startedAt = Date.now(); Date.now() - startedAt < 60_000;) {
        const { rows } = await withOwner(standby.url, (client) =>
          client.query<{ there: boolean }>('select pg_last_wal_replay_lsn() >= $1::pg_lsn as there', [at]),
        )
        if (rows[0]?.there) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      throw new Error('the standby did not catch up')
    },
    async stop() {
      await gate.close()
      await standby.stop()
      await primary.stop()
      await rm(root, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
