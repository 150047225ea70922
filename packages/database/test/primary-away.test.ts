import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import {
  createPool,
  transactions,
  withOwner,
  type Database,
  type Pool,
  type Sql,
} from '@mymacrotracker/database'
import { eventually } from '@mymacrotracker/testing'
import { startStreamingPair, type StreamingPair } from './streaming-pair.ts'

const ANN = '018f0000-0000-7000-8000-000000000001'
const BOB = '018f0000-0000-7000-8000-000000000002'
/** Nothing hangs: the limits that apply to a statement together, and something for a busy machine. */
const ANSWER_LIMIT_MS = 15_000
/** The promise is 3 s. */
const READ_LIMIT_MS = 4000

let pair: StreamingPair
let pool: Pool
let db: Database<Sql>
const told: boolean[] = []

beforeAll(async () => {
  pair = await startStreamingPair()
  await withOwner(pair.ownerUrl, (client) =>
    client.query(`
    create role app login password 'app';
    create table notes (user_id uuid not null, text text not null);
    alter table notes enable row level security;
    create policy own on notes using (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
    grant select, insert on notes to app`),
  )
  const asApp = (url: string) => Object.assign(new URL(url), { username: 'app', password: 'app' }).href
  pool = createPool({
    url: asApp(pair.through(pair.ownerUrl)),
    standbyUrl: asApp(pair.standbyUrl),
    schema: 'public',
    onAway: (isAway) => told.push(isAway),
  })
  db = transactions({ pool, storesOf: (sql) => sql })
  await write(ANN, 'first')
  await pair.caughtUp()
})
beforeEach(async () => {
  await pair.gate.open()
  await eventually(() => write(BOB, 'there'))
  told.length = 0
})
afterAll(async () => {
  await pool?.end()
  await pair?.stop()
})

const write = (userId: string, text: string) =>
  db.asUser(userId, (sql) => sql('insert into notes values ($1, $2)', [userId, text]))
const read = (userId: string) =>
  db.reading.asUser(userId, async (sql) =>
    (await sql<{ text: string }>('select distinct text from notes')).map(({ text }) => text),
  )
const serverOf = () =>
  db.reading.asSystem(async (sql) =>
    (await sql<{ standby: boolean }>('select pg_is_in_recovery() as standby'))[0]!.standby
      ? 'standby'
      : 'primary',
  )
async function timed<T>(
  work: () => Promise<T>,
): Promise<{ outcome: T | { reason?: string }; tookMs: number }> {
  const startedAt = performance.now()
  const outcome = await work().catch((error: { reason?: string }) => error)
  return { outcome, tookMs: performance.now() - startedAt }
}

test('in peace reads are answered by the primary', async () => {
  await eventually(async () => expect(await serverOf()).toBe('primary'))
})

test('work that says it reads cannot write', async () => {
  await expect(
    db.reading.asUser(ANN, (sql) => sql('insert into notes values ($1, $2)', [ANN, 'not allowed'])),
  ).rejects.toThrow('tried to write')
  expect(pool.primary.state).toBe('there')
})

for (const kind of ['refuses', 'is silent'] as const) {
  const shut = async () => {
    if (kind === 'refuses') await pair.gate.refuse()
    else pair.gate.silence()
  }

  test(`reads go on from the standby when the primary ${kind}, each within 3 s, and see their own rows alone`, async () => {
    await Promise.all(Array.from({ length: 6 }, () => read(ANN)))
    await shut()
    for (const { outcome, tookMs } of await Promise.all(
      Array.from({ length: 20 }, () => timed(() => read(ANN))),
    )) {
      expect(outcome).toEqual(['first'])
      expect(tookMs).toBeLessThan(READ_LIMIT_MS)
    }
    expect(await serverOf()).toBe('standby')
    expect(await read(BOB)).toEqual(['there'])
  })

  test(`a write hears within its deadline that the primary ${kind}; once that is known, at once`, async () => {
    await shut()
    const first = await Promise.all(Array.from({ length: 12 }, () => timed(() => write(ANN, 'lost'))))
    for (const { outcome, tookMs } of first) {
      expect(outcome).toMatchObject({ reason: 'DATABASE_UNAVAILABLE' })
      expect(tookMs).toBeLessThan(ANSWER_LIMIT_MS)
    }
    await eventually(async () => expect(told.at(-1)).toBe(true))
    const { outcome, tookMs } = await timed(() => write(ANN, 'lost'))
    expect(outcome).toMatchObject({ reason: 'DATABASE_UNAVAILABLE' })
    expect(tookMs).toBeLessThan(1500)
  })

  test(`writes go on by themselves once the primary that ${kind} is back, and reads are its own again`, async () => {
    await shut()
    await eventually(async () => {
      await write(ANN, 'lost').catch(() => undefined)
      expect(told).toContain(true)
    })
    await pair.gate.open()
    await eventually(() => write(ANN, 'first'))
    expect(told.at(-1)).toBe(false)
    await eventually(async () => expect(await serverOf()).toBe('primary'))
  })
}

test('a statement that is under way when the host vanishes ends, and its connection with it', async () => {
  const before = pool.totalCount
  const slow = timed(() =>
    db.asUser(ANN, async (sql) => {
      await sql('insert into notes values ($1, $2)', [ANN, 'never committed'])
      pair.gate.silence()
      await sql('select 1')
    }),
  )
  const { outcome, tookMs } = await slow
  expect(outcome).toMatchObject({ reason: 'DATABASE_UNAVAILABLE' })
  expect(tookMs).toBeLessThan(ANSWER_LIMIT_MS)
  await eventually(async () => expect(pool.totalCount).toBeLessThan(Math.max(before, 1)))
  await pair.gate.open()
  await eventually(async () => expect(await read(ANN)).not.toContain('never committed'))
})

describe('while no synchronous standby answers', () => {
  const set = (names: string) =>
    withOwner(pair.ownerUrl, async (client) => {
      await client.query(`alter system set synchronous_standby_names = '${names}'`)
      await client.query('select pg_reload_conf()')
      await eventually(async () =>
        expect((await client.query('show synchronous_standby_names')).rows).toEqual([
          { synchronous_standby_names: names },
        ]),
      )
    })
  const waiting = () =>
    withOwner(pair.ownerUrl, async (client) =>
      (
        await client.query<{ pid: number }>(`select pid from pg_stat_activity where wait_event = 'SyncRep'`)
      ).rows.map(({ pid }) => pid),
    )
  const committed = (text: string) =>
    withOwner(
      pair.ownerUrl,
      async (client) => (await client.query('select from notes where text = $1', [text])).rowCount,
    )
  beforeEach(() => set('nobody'))
  afterEach(() => set(''))

  test('a commit is not acknowledged, and not cancelled either: it is done once a standby answers', async () => {
    const { outcome, tookMs } = await timed(() => write(BOB, 'waits'))
    expect(outcome).toMatchObject({ reason: 'DATABASE_UNAVAILABLE' })
    expect(tookMs).toBeLessThan(ANSWER_LIMIT_MS)
    expect(await waiting()).toHaveLength(1)
    expect(await committed('waits')).toBe(0)
    await set('')
    await eventually(async () => expect(await committed('waits')).toBe(1))
  })

  test('reads find a connection though more people write than there are connections, and everybody writes on once a standby answers', async () => {
    const writes = Array.from({ length: 20 }, () => timed(() => write(BOB, 'waits')))
    await eventually(async () => expect((await waiting()).length).toBeGreaterThan(1))
    await eventually(async () => expect(await serverOf()).toBe('primary'))
    expect((await waiting()).length).toBeGreaterThan(0)
    for (const { outcome, tookMs } of await Promise.all(writes)) {
      expect(outcome).toMatchObject({ reason: 'DATABASE_UNAVAILABLE' })
      expect(tookMs).toBeLessThan(2 * ANSWER_LIMIT_MS)
    }
    // What has not been answered is tried by one at a time: few wait at the server, however long it lasts.
    expect((await waiting()).length).toBeLessThan(10)
    await set('')
    expect(
      (await Promise.all(Array.from({ length: 20 }, () => timed(() => write(BOB, 'there'))))).map(
        ({ outcome }) => outcome,
      ),
    ).toEqual(Array.from({ length: 20 }, () => []))
  })

  test('a commit whose wait an operator cancels is not acknowledged', async () => {
    const written = timed(() => write(BOB, 'cancelled'))
    const pids = await eventually(async () => {
      const found = await waiting()
      expect(found).toHaveLength(1)
      return found
    })
    await withOwner(pair.ownerUrl, (client) => client.query('select pg_cancel_backend($1)', pids))
    const { outcome, tookMs } = await written
    expect(outcome).toMatchObject({
      reason: 'DATABASE_UNAVAILABLE',
      cause: expect.objectContaining({ message: expect.stringContaining('not confirmed') }),
    })
    expect(tookMs).toBeLessThan(ANSWER_LIMIT_MS)
  })
})

test('a read that is merely slow is answered by whoever is first, and the primary is not taken for away', async () => {
  const { outcome } = await timed(() =>
    db.reading.asSystem((sql) => sql('select pg_sleep(0.8), pg_is_in_recovery() as standby')),
  )
  expect(outcome).toHaveLength(1)
  await pool.primary.verdict()
  await eventually(() => expect(pool.primary.state).toBe('there'))
})

test('a connection that leads to a standby is thrown away at the first write, and after the promotion writes go on', async () => {
  const standbyPort = Number(new URL(pair.standbyUrl).port)
  await pair.gate.refuse()
  pair.gate.turnTo(standbyPort)
  await pair.gate.open()
  // The primary has not been missed yet, or has been found to be a standby: neither is writing.
  for (let at = 0; at < 3; at++)
    expect(await timed(() => write(ANN, 'refused'))).toMatchObject({
      outcome: { reason: 'DATABASE_UNAVAILABLE' },
    })
  await eventually(() => {
    expect(pool.primary.state).toBe('away')
    expect(pool.totalCount).toBe(0)
  })
  expect(await read(ANN)).toEqual(['first'])

  await pair.promote()
  await eventually(() => write(ANN, 'second'))
  await eventually(async () => expect((await read(ANN)).sort()).toEqual(['first', 'second']))
  await eventually(async () => expect(await serverOf()).toBe('primary'))
})
