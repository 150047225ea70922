import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { DayStatus } from '@mymacrotracker/contracts/events/v1/diary_service'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { startHouse, type House } from '@mymacrotracker/all/testing'
import { aPatch, aQuickAdd, anOwnFood } from '../an-entry.ts'
import { diaryOf } from '../diary.ts'

let house: House
beforeAll(async () => {
  house = await startHouse()
})
afterAll(() => house?.stop())

interface Row {
  row: string
  version: string
  state: string
}

const WRITERS = 30
const MARKS = [DayStatus.DAY_STATUS_COMPLETE, DayStatus.DAY_STATUS_PARTIAL, DayStatus.DAY_STATUS_FASTING]
const ROWS = `select 'entry/' || id as row, version, meal || case when deleted_at is null then '' else ', deleted' end as state from events.diary_entries where user_id = $1
  union all select 'weight/' || id, version, '' from events.weights where user_id = $1
  union all select 'mark/' || date, version, status from events.day_marks where user_id = $1
  union all select 'food/' || id, version, '' from events.own_foods where user_id = $1`
const read = async (client: pg.Client, userId: string, cursor: bigint) =>
  (
    await client.query<Row>(`select row, version::text, state from (${ROWS}) r where version > $2`, [
      userId,
      String(cursor),
    ])
  ).rows

/** Pulls what is above its cursor again and again, as a device does, until told to stop. */
async function pullAlong(client: pg.Client, userId: string, isOver: () => boolean) {
  const copy = new Map<string, Row>()
  let cursor = 0n
  let pulls = 0
  for (let last = false; ; last = isOver()) {
    for (const each of await read(client, userId, cursor)) copy.set(each.row, each)
    cursor = [...copy.values()].reduce(
      (max, { version }) => (BigInt(version) > max ? BigInt(version) : max),
      cursor,
    )
    pulls++
    if (last) return { copy, pulls }
  }
}

test('versions follow commits: a device that pulls while thirty write misses nothing', async () => {
  const ann = await house.person()
  const diary = diaryOf(house, ann)
  const wait = () => diary.call({ deadlineAt: Date.now() + 25_000 })
  const write = async (n: number) => {
    const entry = aQuickAdd({ name: `entry ${n}` })
    await diary.events.diary.recordEntry({ entry }, wait())
    await diary.events.diary.recordEntry({ entry }, wait())
    await diary.events.diary.updateEntry({ id: entry.id, patch: aPatch({ meal: 'dinner' }) }, wait())
    await diary.events.weights.recordWeight(
      { id: uuidv7(), measuredAt: new Date('2026-05-05T06:00:00Z'), weightKg: 80, source: '' },
      wait(),
    )
    await diary.events.diary.markDay(
      { date: `2026-04-${String((n % 28) + 1).padStart(2, '0')}`, status: MARKS[n % 3]! },
      wait(),
    )
    await diary.events.foods.createOwnFood({ food: anOwnFood() }, wait())
    if (n % 2 === 0) await diary.events.diary.deleteEntry({ id: entry.id }, wait())
  }
  const client = new pg.Client({ connectionString: house.ownerUrl })
  await client.connect()
  try {
    let over = false
    const pulling = pullAlong(client, ann.userId, () => over)
    await Promise.all(Array.from({ length: WRITERS }, (_, n) => write(n))).finally(() => {
      over = true
    })
    const { copy, pulls } = await pulling
    expect(pulls).toBeGreaterThan(5)
    expect(Object.fromEntries(copy)).toEqual(
      Object.fromEntries((await read(client, ann.userId, 0n)).map((each) => [each.row, each])),
    )
    expect(copy.size).toBe(WRITERS * 3 + 28)
    expect(new Set([...copy.values()].map(({ version }) => version)).size).toBe(copy.size)
  } finally {
    await client.end()
  }
}, 60_000)
