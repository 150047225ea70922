import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { PrismaPg } from '@prisma/adapter-pg'
import { masterKeyOf } from '@mymacrotracker/keys'
import {
  createPool,
  transactions,
  withOwner,
  type Database,
  type Pool,
  type Sql,
} from '@mymacrotracker/database'
import { roleUrl } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase, type TestDatabase } from '@mymacrotracker/testing'
import { v7 as uuidv7 } from 'uuid'
import { dayMarkStore, type DayMarkStore } from '../dist/diary/store/day-mark-store.js'
import { PrismaClient } from '../dist/store/prisma/client.js'

// Statements written by hand and Prisma's, in one transaction on one connection.

interface Stores {
  sql: Sql
  marks: DayMarkStore
}

const DATE = '2026-11-02'
const MARK = 'insert into day_marks (user_id, date, status, version) values ($1, $2, $3, 1)'
const STATUSES = 'select status from day_marks where date = $1'

let database: TestDatabase
let pool: Pool
let db: Database<Stores>
let ann: string

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createPool({
    url: roleUrl(database.ownerUrl, masterKeyOf(TEST_KEY), 'events'),
    schema: 'events',
    max: 4,
  })
  db = transactions({
    pool,
    prisma: (connections) => new PrismaClient({ adapter: new PrismaPg(connections, { schema: 'events' }) }),
    storesOf: (sql, prisma): Stores => ({ sql, marks: dayMarkStore(sql, prisma) }),
  })
})
beforeEach(() => {
  ann = uuidv7()
})
afterAll(async () => {
  await pool?.end()
  await database?.drop()
})

const mark = (userId: string, date: string, status: string) => ({ userId, date, status, version: 1n })
const datesOf = (userId: string) =>
  db.reading.asUser(userId, async ({ marks }) =>
    (await marks.range(userId, '2000-01-01', '2100-01-01')).map(({ date }) => date),
  )
const expectNothingLeaked = () => {
  expect(pool.idleCount).toBe(pool.totalCount)
  expect(pool.waitingCount).toBe(0)
}

describe('one transaction', () => {
  test('Prisma sees what was written by hand before the commit, and the other way round', async () => {
    await db.asUser(ann, async ({ sql, marks }) => {
      await sql(MARK, [ann, DATE, 'open'])
      expect(await marks.range(ann, DATE, DATE)).toMatchObject([{ status: 'open' }])
      await marks.put(mark(ann, DATE, 'complete'))
      expect(await sql(STATUSES, [DATE])).toEqual([{ status: 'complete' }])
      expect(await datesOf(ann)).toEqual([])
    })
    expect(await datesOf(ann)).toEqual([DATE])
  })

  test('a failure of Prisma takes back what was written by hand', async () => {
    await expect(
      db.asUser(ann, async ({ sql, marks }) => {
        await sql(MARK, [ann, DATE, 'open'])
        await marks.put(mark(uuidv7(), DATE, 'open'))
      }),
    ).rejects.toMatchObject({ message: expect.stringContaining('row-level security') })
    expect(await datesOf(ann)).toEqual([])
    expectNothingLeaked()
  })

  test('a failure of a statement written by hand takes back what Prisma wrote', async () => {
    await expect(
      db.asUser(ann, async ({ sql, marks }) => {
        await marks.put(mark(ann, DATE, 'open'))
        await sql(MARK, [ann, DATE, 'open'])
      }),
    ).rejects.toThrow('day_marks_pkey')
    expect(await datesOf(ann)).toEqual([])
    expectNothingLeaked()
  })

  test('a failure that the work survives is not taken for a commit', async () => {
    await expect(
      db.asUser(ann, async ({ sql, marks }) => {
        await sql(MARK, [ann, DATE, 'open'])
        await marks.put(mark(uuidv7(), DATE, 'open')).catch(() => undefined)
      }),
    ).rejects.toThrow('did not commit')
    expect(await datesOf(ann)).toEqual([])
  })

  test('statements sent after their transaction has failed reach no other one', async () => {
    let writeLate = (): Promise<unknown>[] => []
    await expect(
      db.asUser(ann, async ({ sql, marks }) => {
        await marks.range(ann, DATE, DATE)
        writeLate = () => [marks.put(mark(ann, DATE, 'open')), sql('select 1 as late')]
        throw new Error('given up')
      }),
    ).rejects.toThrow('given up')
    const bob = uuidv7()
    await db.asUser(bob, async ({ marks }) => {
      await marks.range(bob, DATE, DATE)
      const [prisma, byHand] = writeLate()
      await expect(prisma).rejects.toMatchObject({ code: 'P2028' })
      await expect(byHand).rejects.toThrow('the transaction has ended')
    })
    expect(await datesOf(ann)).toEqual([])
    expectNothingLeaked()
  })

  test('work that only reads cannot write through Prisma either', async () => {
    await expect(db.reading.asUser(ann, ({ marks }) => marks.put(mark(ann, DATE, 'open')))).rejects.toThrow(
      'tried to write',
    )
    expectNothingLeaked()
  })

  test('a statement that takes too long is reported as it is without Prisma', async () => {
    await withOwner(database.ownerUrl, async (owner) => {
      await db.asUser(ann, ({ marks }) => marks.put(mark(ann, DATE, 'open')))
      await owner.query('begin; lock table events.day_marks in access exclusive mode')
      await expect(
        db.asUser(ann, ({ marks }) => marks.put(mark(ann, DATE, 'complete'))),
      ).rejects.toMatchObject({ reason: 'DATABASE_TIMEOUT' })
      await owner.query('rollback')
    })
    expectNothingLeaked()
  })

  test('a connection that breaks under Prisma is reported as unavailable, and is not used again', async () => {
    await expect(
      db.asUser(ann, async ({ sql, marks }) => {
        await marks.put(mark(ann, DATE, 'open'))
        const [row] = await sql<{ pid: number }>('select pg_backend_pid() as pid')
        await withOwner(database.ownerUrl, (owner) =>
          owner.query('select pg_terminate_backend($1)', [row!.pid]),
        )
        await marks.put(mark(ann, DATE, 'complete'))
      }),
    ).rejects.toMatchObject({ reason: 'DATABASE_UNAVAILABLE' })
    expectNothingLeaked()
  })

  test('transactions that begin Prisma at the same instant keep their connections', async () => {
    const people = Array.from({ length: 4 }, () => uuidv7())
    const everybody = Promise.withResolvers<void>()
    let ready = 0
    const seen = await Promise.all(
      people.map((userId) =>
        db.asUser(userId, async ({ sql, marks }) => {
          await sql(MARK, [userId, DATE, userId])
          if (++ready === people.length) everybody.resolve()
          await everybody.promise
          return marks.range(userId, DATE, DATE)
        }),
      ),
    )
    expect(seen).toEqual(people.map((userId) => [mark(userId, DATE, userId)]))
  })

  test('people who ask at the same time each see their own rows alone', async () => {
    const people = Array.from({ length: 8 }, () => uuidv7())
    await Promise.all(
      people.map((userId) => db.asUser(userId, ({ marks }) => marks.put(mark(userId, DATE, userId)))),
    )
    const look = (userId: string, anyoneElse: string) =>
      db.reading.asUser(userId, ({ sql, marks }) =>
        Promise.all([
          marks.range(userId, DATE, DATE),
          marks.range(anyoneElse, DATE, DATE),
          sql<{ status: string }>(STATUSES, [DATE]),
        ]),
      )
    for (let round = 0; round < 50; round++) {
      const seen = await Promise.all(people.map((userId, at) => look(userId, people.at(at - 1)!)))
      expect(seen).toEqual(people.map((userId) => [[mark(userId, DATE, userId)], [], [{ status: userId }]]))
    }
    expectNothingLeaked()
  })
})
