import { randomUUID } from 'node:crypto'
import { masterKeyOf } from '@mymacrotracker/config'
import { createPool } from '@mymacrotracker/database'
import { roleUrl } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase } from '@mymacrotracker/testing'
import { expect, test } from '@jest/globals'
import { openDatabase } from '../src/store/database.ts'

test('work over Prisma that says it reads cannot write, on the primary either', async () => {
  const database = await createTestDatabase()
  const pool = createPool({ url: roleUrl(database.ownerUrl, masterKeyOf(TEST_KEY), 'profile'), schema: 'profile' })
  const { db, close } = openDatabase(pool, () => {})
  const userId = randomUUID()
  await expect(db.reading.asUser(userId, ({ profiles }) => profiles.lock(userId))).rejects.toThrow('tried to write')
  await db.asUser(userId, ({ profiles }) => profiles.lock(userId))
  expect(await db.reading.asUser(userId, ({ profiles }) => profiles.find(userId))).toMatchObject({ isNamed: false })
  await close()
  await pool.end()
  await database.drop()
})
