import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { awaitsAnswer, breakConnection, clientsOf, discardIdle, streamOf } from '../src/library-internals.ts'

// Each part of `pg` that is not its public API, as it is relied on.

let pool: pg.Pool

beforeAll(() => {
  pool = new pg.Pool({
    connectionString: process.env['TEST_POSTGRES_URL'],
    max: 2,
    pipeline: true,
  } as pg.PoolConfig)
  pool.on('error', () => undefined)
})
afterAll(() => pool.end())

test('a client writes to the socket that is taken for its own', async () => {
  const client = await pool.connect()
  const { bytesWritten, bytesRead } = streamOf(client)
  await client.query('select 1')
  expect(streamOf(client).bytesWritten).toBeGreaterThan(bytesWritten)
  expect(streamOf(client).bytesRead).toBeGreaterThan(bytesRead)
  client.release()
})

test('a client awaits an answer from its first statement to its last, pipelined ones among them', async () => {
  const client = await pool.connect()
  expect(awaitsAnswer(client)).toBe(false)
  const both = Promise.all([client.query('select pg_sleep(0.05)'), client.query('select 1')])
  expect(awaitsAnswer(client)).toBe(true)
  await both
  expect(awaitsAnswer(client)).toBe(false)
  client.release()
})

test('every client of a pool is found, and the idle ones alone are discarded', async () => {
  const busy = await pool.connect()
  const idle = await pool.connect()
  idle.release()
  expect(clientsOf(pool)).toHaveLength(2)
  discardIdle(pool)
  expect(clientsOf(pool)).toEqual([busy])
  expect([pool.totalCount, pool.idleCount]).toEqual([1, 0])
  expect((await busy.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  busy.release()
})

test('a connection that is broken fails what it has under way with the reason given', async () => {
  const client = await pool.connect()
  client.on('error', () => undefined)
  const query = client.query('select pg_sleep(5)')
  breakConnection(client, new Error('broken on purpose'))
  await expect(query).rejects.toThrow('broken on purpose')
  client.release(true)
})
