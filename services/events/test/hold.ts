import pg from 'pg'
import type { House } from '@mymacrotracker/all/testing'

/** Runs `work` while another transaction holds what `statement` locks. */
export async function whileHeld<T>(
  house: House,
  statement: string,
  work: (release: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: house.ownerUrl })
  await client.connect()
  await client.query('begin')
  await client.query(statement)
  const release = async () => {
    await client.query('rollback')
  }
  try {
    return await work(release)
  } finally {
    await client.end()
  }
}
