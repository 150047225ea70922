import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { masterKeyOf } from '@mymacrotracker/keys'
import { withOwner } from '@mymacrotracker/database'
import { roleUrl } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase, type TestDatabase } from '@mymacrotracker/testing'
import { modules } from '@mymacrotracker/all/modules'

/** Tables with a user id that a service reads before it knows for whom, or for everybody. They hold no health value outside an outbox payload. */
const OPERATIONAL = new Set([
  'auth.email_addresses',
  ...modules.flatMap(({ name }) =>
    ['outbox', 'inbox', 'idempotency_keys'].map((table) => `${name}.${table}`),
  ),
])
const SCHEMAS = ['bus', ...modules.filter(({ migrations }) => migrations).map(({ name }) => name as string)]
const POLICY = "(user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid)"

interface Table {
  schema: string
  table: string
  personal: boolean
  secured: boolean
}

let database: TestDatabase
let tables: Table[]
beforeAll(async () => {
  database = await createTestDatabase()
  tables = await query<Table>(
    `
    select n.nspname as schema, c.relname as table, c.relrowsecurity as secured, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'user_id') as personal
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname = any($1) order by 1, 2`,
    [SCHEMAS],
  )
})
afterAll(() => database?.drop())

const query = <Row>(text: string, params: unknown[] = []) =>
  withOwner(database.ownerUrl, async (client) => (await client.query(text, params)).rows as Row[])
const nameOf = ({ schema, table }: Table) => `${schema}.${table}`
const asRole = <T>(schema: string, work: (run: (text: string) => Promise<string>) => Promise<T>) =>
  withOwner(roleUrl(database.ownerUrl, masterKeyOf(TEST_KEY), schema), (client) =>
    work((text) =>
      client.query(text).then(
        () => 'done',
        ({ code }: { code: string }) => code,
      ),
    ),
  )

test('every table with a user id is row-level secured, but for those that are listed', () => {
  const personal = tables.filter((table) => table.personal)
  expect(personal.length).toBeGreaterThan(15)
  expect(personal.filter((table) => !table.secured && !OPERATIONAL.has(nameOf(table))).map(nameOf)).toEqual(
    [],
  )
  expect(personal.filter((table) => table.secured && OPERATIONAL.has(nameOf(table))).map(nameOf)).toEqual([])
})

test('each of them has the one policy, for reading and writing alike', async () => {
  const policies = await query<{
    name: string
    cmd: string
    permissive: string
    roles: string
    qual: string
    check: string
  }>(
    `select schemaname || '.' || tablename as name, cmd, permissive, roles::text, qual, with_check as check from pg_policies`,
  )
  const secured = tables
    .filter((table) => table.secured)
    .map(nameOf)
    .toSorted()
  expect(policies.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
    secured.map((name) => ({
      name,
      cmd: 'ALL',
      permissive: 'PERMISSIVE',
      roles: '{public}',
      qual: POLICY,
      check: POLICY,
    })),
  )
})

test('no runtime role owns anything, is a member of anything or passes row-level security by', async () => {
  const roles = await query<{
    rolname: string
  }>(`select rolname from pg_roles where rolname like 'mmt\\_%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication
    or exists (select from pg_class where relowner = pg_roles.oid) or exists (select from pg_auth_members where member = pg_roles.oid))`)
  expect(roles).toEqual([])
  expect(
    await query(`select 1 from pg_roles where rolname = any($1)`, [SCHEMAS.map((schema) => `mmt_${schema}`)]),
  ).toHaveLength(SCHEMAS.length)
})

test.each(SCHEMAS)('the role of %s reads its own schema and no other', async (schema) => {
  const outcome = await asRole(schema, async (run) => {
    const reached: string[] = []
    for (const table of tables)
      if ((await run(`select 1 from ${table.schema}."${table.table}" limit 1`)) !== '42501')
        reached.push(nameOf(table))
    return reached
  })
  expect(outcome).toEqual(tables.filter((table) => table.schema === schema).map(nameOf))
})

test.each(SCHEMAS)(
  "the role of %s makes and changes no table, its migrations' ledger included",
  async (schema) => {
    const [own] = tables.filter((table) => table.schema === schema && table.table !== '_prisma_migrations')
    const statements = [
      `create table ${schema}.mine (id int)`,
      'create table public.mine (id int)',
      `alter table ${nameOf(own!)} disable row level security`,
      `drop table ${nameOf(own!)}`,
      `truncate ${nameOf(own!)}`,
      `delete from ${schema}._prisma_migrations`,
    ]
    expect(
      await asRole(schema, async (run) => {
        const codes: string[] = []
        for (const statement of statements) codes.push(await run(statement))
        return codes
      }),
    ).toEqual(statements.map(() => '42501'))
  },
)
