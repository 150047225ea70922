import type { Sql } from '@mymacrotracker/database'

/** Takes the person's next version. The row stays locked until the transaction ends, so versions follow commits. */
export async function nextVersion(sql: Sql, userId: string): Promise<bigint> {
  const [row] = await sql<{ version: bigint }>(
    'insert into user_versions (user_id, version) values ($1::uuid, 1) on conflict (user_id) do update set version = user_versions.version + 1 returning version',
    [userId],
  )
  return row!.version
}
