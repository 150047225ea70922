import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { describeContract } from '../contract/contract.ts'
import { startHouse } from '../harness.ts'

interface Owner {
  query(text: string): Promise<{ rows: unknown[] }>
}
interface Table {
  schema: string
  name: string
}

const TABLES = `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and c.relname <> '_prisma_migrations' and n.nspname !~ '^(pg_|information_schema|public)'`

/** What migrations of the next release may do: they add. During its rollout, and after a rollback, this build runs on the result. */
async function expand(owner: Owner): Promise<void> {
  const tables = (await owner.query(TABLES)).rows as Table[]
  if (tables.length < 20) throw new Error('no schema was found to expand')
  for (const { schema, name } of tables) {
    await owner.query(
      `alter table "${schema}"."${name}" add column said_later text not null default 'later', add column counted_later bigint`,
    )
  }
  for (const schema of new Set(tables.map((each) => each.schema))) {
    await owner.query(`create table "${schema}".made_later (id uuid primary key)`)
    await owner
      .query(`insert into "${schema}"._prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
      select 'later', 'later', now(), '29990101000000_later', 1 where to_regclass('"${schema}"._prisma_migrations') is not null`)
      .catch(ignoreMissingLedger)
  }
}

/** The schema of the bus keeps its ledger elsewhere. */
function ignoreMissingLedger(error: { code?: string }): void {
  if (error.code !== '42P01') throw error
}

describeContract({ title: 'on the schema of a later release', start: () => startHouse({ prepare: expand }) })

describe('a migration that takes away', () => {
  test('breaks the release before it, which is why the check of migrations wants a reason', async () => {
    const house = await startHouse({
      prepare: async (owner) => {
        await owner.query('alter table events.diary_entries drop column meal cascade')
      },
    })
    try {
      const ann = await house.person()
      const answer = await fetch(`${house.url}/v1/diary/entries`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id: uuidv7(), meal: 'lunch', name: 'Stew', nutrients: { energyKcal: 500 } }),
      })
      expect(answer.status).toBe(500)
    } finally {
      await house.stop()
    }
  })
})
