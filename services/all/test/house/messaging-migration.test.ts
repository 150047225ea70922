import { readFile, readdir } from 'node:fs/promises'
import { expect, test } from '@jest/globals'
import { modules } from '@mymacrotracker/all/modules'

const withTables = modules.flatMap(({ name, migrations }) => (migrations ? [{ name, migrations }] : []))

test('every service but the gateway has tables', () => {
  expect(
    modules.map(({ name }) => name).filter((name) => !withTables.some((each) => each.name === name)),
  ).toEqual(['gateway'])
})

test.each(withTables)(
  'the first migration of $name is the messaging schema, byte for byte',
  async ({ migrations }) => {
    const [first] = (await readdir(migrations)).filter((name) => /^\d/.test(name)).toSorted()
    expect(first).toMatch(/_messaging$/)
    const schema = await readFile(new URL('../../../../packages/outbox/schema.sql', import.meta.url))
    expect((await readFile(`${migrations}/${first}/migration.sql`)).equals(schema)).toBe(true)
  },
)
