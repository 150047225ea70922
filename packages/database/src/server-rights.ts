import pg, { type Client } from 'pg'

/**
 * What a role may do outside its schema: connect to this database, as nobody else but the owner may, and hold a part of the
 * server's connections, 0 to 1. Postgres itself lets everybody connect to every database, and sets no limit. Roles that other
 * migrations made keep their way in; a database that the client does not own stays as it is.
 */
export async function limitServerRights(
  client: Client,
  role: string,
  shareOfConnections: number,
): Promise<void> {
  const { rows } = await client.query<{ database: string; most: number; limit: number; owned: boolean }>(
    `select current_database() as database, current_setting('max_connections')::int as most, rolconnlimit as limit,
       pg_has_role(datdba, 'usage') as owned
     from pg_roles, pg_database where rolname = $1 and datname = current_database()`,
    [role],
  )
  const { database, most, limit, owned } = rows[0]!
  const wanted = Math.max(1, Math.floor(most * shareOfConnections))
  if (limit !== wanted) await client.query(`alter role "${role}" connection limit ${wanted}`)
  if (!owned) return
  const { rows: ours } = await client.query<{ name: string }>(
    String.raw`select rolname as name from pg_roles where rolname like 'mmt\_%'`,
  )
  const roles = ours.map(({ name }) => pg.escapeIdentifier(name)).join(', ')
  const here = pg.escapeIdentifier(database)
  await client.query(
    `grant connect on database ${here} to ${roles}; revoke all on database ${here} from public`,
  )
}
