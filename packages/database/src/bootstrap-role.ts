import { createHash } from 'node:crypto'
import { InvalidError } from '@mymacrotracker/errors'
import type { Client } from 'pg'

export interface RolePassword {
  password: string
  others?: readonly string[]
  isChosen?: boolean
}

/**
 * Makes a service's runtime role. The role owns nothing, bypasses no row-level security and reaches its own schema alone.
 * Throws when the role has another password: then the master key is not the one this database was set up with, and going
 * on would lock the running servers out. While the master key is changed, one of `others` may be what it has. A password that
 * a person chose is set whatever it was before, and leaves no mark.
 */
export async function bootstrapRole(
  client: Client,
  role: string,
  { password, others = [], isChosen = false }: RolePassword,
): Promise<void> {
  const mark = isChosen ? 'mymacrotracker runtime role' : markOf(password)
  const { rows } = await client.query<{ mark: string | null }>(
    `select shobj_description(oid, 'pg_authid') as mark from pg_roles where rolname = $1`,
    [role],
  )
  if (rows[0]?.mark === mark && !isChosen) return
  if (rows[0] && !isChosen && !others.some((other) => markOf(other) === rows[0]!.mark))
    throw new InvalidError(
      'MASTER_KEY_WRONG',
      `the role ${role} has another password: MASTER_KEY (or DATA_DIR/master.key) is not the one this database was set up with`,
    )
  const quoted = client.escapeLiteral(password)
  // To say "nosuperuser" of a role that is there takes a superuser, which an owner need not be.
  const change = rows[0]
    ? `alter role "${role}" login password ${quoted}`
    : `create role "${role}" login password ${quoted} nosuperuser nocreatedb nocreaterole noinherit`
  // One simple query is one transaction: no role is left without its mark.
  await client.query(`${change};
    comment on role "${role}" is ${client.escapeLiteral(mark)}`)
}

const markOf = (password: string) =>
  `mymacrotracker runtime role, password ${createHash('sha256').update(password).digest('hex').slice(0, 16)}`

/** What the role may do in its schema: read and write rows, run functions; never change tables. */
export async function grantSchema(client: Client, role: string, schema: string): Promise<void> {
  await client.query(`
    revoke all on schema "${schema}" from public;
    grant usage on schema "${schema}" to "${role}";
    grant select, insert, update, delete on all tables in schema "${schema}" to "${role}";
    grant usage on all sequences in schema "${schema}" to "${role}";
    revoke execute on all functions in schema "${schema}" from public;
    grant execute on all functions in schema "${schema}" to "${role}";
    alter default privileges in schema "${schema}" grant select, insert, update, delete on tables to "${role}";
    alter default privileges in schema "${schema}" grant usage on sequences to "${role}";
    alter default privileges in schema "${schema}" grant execute on functions to "${role}";
    do $$ begin
      if to_regclass('"${schema}"._prisma_migrations') is not null then
        revoke insert, update, delete on "${schema}"._prisma_migrations from "${role}";
      end if;
    end $$`)
}

/** Whether grantSchema has been here. */
export async function isGranted(client: Client, role: string, schema: string): Promise<boolean> {
  const { rows } = await client.query<{ granted: boolean }>(
    `select has_schema_privilege($1, $2, 'usage') as granted`,
    [role, schema],
  )
  return rows[0]!.granted
}
