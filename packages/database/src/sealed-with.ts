import { InvalidError } from '@mymacrotracker/errors'
import type { Client } from 'pg'
import type { Pool } from './pool.ts'

type Connection = Pick<Client, 'query'> | Pool

/** One row a schema: which key its service sealed with when it last started. Made by the owner, beside Prisma's ledger. */
export async function makeSealedWith(client: Client, schema: string): Promise<void> {
  await client.query(`create table if not exists "${schema}".sealed_with
    (only_row boolean primary key default true check (only_row), fingerprint text not null, since timestamptz not null default now())`)
}

/** Whether makeSealedWith has been here. */
export async function hasSealedWith(client: Connection, schema: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    `"${schema}".sealed_with`,
  ])
  return rows[0]!.there
}

/** Throws when the schema was last sealed with none of these keys. Changes nothing, and a schema that is new has no key yet. */
export async function requireKey(
  client: Connection,
  schema: string,
  fingerprints: readonly string[],
): Promise<void> {
  if (!(await hasSealedWith(client, schema))) return
  const { rows } = await client.query<{ fingerprint: string }>(
    `select fingerprint from "${schema}".sealed_with`,
  )
  const [last] = rows
  if (last && !fingerprints.includes(last.fingerprint)) throw wrongKey(schema, last.fingerprint, fingerprints)
}

/** Writes down that the schema is sealed with the first of these keys from now on. Throws when it was last sealed with none of them. */
export async function recordKey(
  client: Connection,
  schema: string,
  fingerprints: readonly [string, ...string[]],
): Promise<void> {
  const { rowCount } = await client.query(
    `insert into "${schema}".sealed_with as s (fingerprint) values ($1)
     on conflict (only_row) do update set fingerprint = $1, since = case when s.fingerprint = $1 then s.since else now() end
     where s.fingerprint = any($2)`,
    [fingerprints[0], fingerprints],
  )
  if (!rowCount) await requireKey(client, schema, fingerprints)
}

function wrongKey(schema: string, last: string, given: readonly string[]): InvalidError {
  return new InvalidError(
    'MASTER_KEY_WRONG',
    `the schema ${schema} is sealed with the key ${last}, and the one given is ${given.join(', ')}: MASTER_KEY, ${schema.toUpperCase()}_KEY or DATA_DIR/master.key is not this database's. While the key is changed, give both`,
  )
}
