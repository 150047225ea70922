import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { masterKeyOf } from '@mymacrotracker/keys'
import { startEmbeddedPostgres, withOwner } from '@mymacrotracker/database'
import { migrateModules } from '@mymacrotracker/runtime'
import { openGate, type Gate } from './gate.ts'
import { modules } from '@mymacrotracker/all/modules'

/** A Postgres of a drill's own with every schema, and what processes must be told to use it. */
export interface DrillDatabase {
  ownerUrl: string
  env: Record<string, string>
  /** The way of the processes to it; `ownerUrl` goes past it. */
  gate: Gate
  /** Age of the oldest fact that no relay has sent, over all services. */
  oldestUnsentSeconds(): Promise<number>
  stop(): Promise<void>
}

const UNLIMITED = {
  SIGN_UP_LIMIT: '100000',
  RATE_LIMIT_USER_PER_MIN: '1000000',
  RATE_LIMIT_ADDRESS_PER_MIN: '1000000',
}

export async function startDrillDatabase(): Promise<DrillDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mymacrotracker-drill-'))
  await chmod(dataDir, 0o755)
  const key = randomBytes(32)
  const embedded = await startEmbeddedPostgres(dataDir)
  const ownerUrl = embedded.url
  await migrateModules({ ownerUrl, keys: masterKeyOf(key), modules })
  const url = new URL(ownerUrl)
  const gate = await openGate(Number(url.port))
  url.port = String(gate.port)
  return {
    ownerUrl,
    gate,
    env: { DATABASE_URL: url.href, MASTER_KEY: key.toString('base64'), ...UNLIMITED },
    oldestUnsentSeconds: () =>
      withOwner(ownerUrl, async (client) => {
        const union = ['auth', 'profile', 'integrations', 'events', 'recommender', 'notifier']
          .map((schema) => `select min(created_at) as at from ${schema}.outbox`)
          .join(' union all ')
        return (
          await client.query<{ age: number }>(
            `select coalesce(extract(epoch from now() - min(at)), 0)::float8 as age from (${union}) each`,
          )
        ).rows[0]!.age
      }),
    async stop() {
      await gate.close()
      await embedded.stop()
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
