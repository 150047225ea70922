import { randomUUID } from 'node:crypto'
import { masterKeyOf } from '@mymacrotracker/keys'
import { createPool } from '@mymacrotracker/database'
import { roleUrl } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase } from '@mymacrotracker/testing'
import { expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { openDatabase } from '../../dist/store/database.js'

test('work over Prisma that says it reads cannot write, on the primary either', async () => {
  const database = await createTestDatabase()
  const pool = createPool({
    url: roleUrl(database.ownerUrl, masterKeyOf(TEST_KEY), 'notifier'),
    schema: 'notifier',
  })
  const db = openDatabase(pool)
  const userId = randomUUID()
  const notification = {
    userId,
    id: uuidv7(),
    kind: 'streak',
    title: 'Well done',
    body: 'Seven days in a row',
    date: '2026-11-02',
    createdAt: new Date(),
  }
  await expect(
    db.reading.asUser(userId, ({ notifications }) => notifications.tell(notification)),
  ).rejects.toThrow('tried to write')
  await db.asUser(userId, ({ notifications }) => notifications.tell(notification))
  expect(await db.reading.asUser(userId, ({ notifications }) => notifications.countUnread(userId))).toBe(1)
  await db.close()
  await pool.end()
  await database.drop()
})
