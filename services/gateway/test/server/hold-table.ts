import pg from 'pg'
import type { House } from '@mymacrotracker/all/testing'

/** Makes whoever reads or writes a table wait: a service that is slow, as its callers see it. */
export async function holdTable(house: House, table: string): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: house.ownerUrl })
  await client.connect()
  await client.query('begin')
  await client.query(`lock table ${table} in access exclusive mode`)
  return {
    async release() {
      await client.query('rollback')
      await client.end()
    },
  }
}
