import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { connectDirect, withOwner, type DirectConnection } from '@mymacrotracker/database'
import { eventually } from '@mymacrotracker/testing'
import { startStreamingPair, type StreamingPair } from './streaming-pair.ts'

let pair: StreamingPair
let direct: DirectConnection
const heard: string[] = []
const failures: string[] = []
let losses = 0

beforeAll(async () => {
  pair = await startStreamingPair()
  direct = await connectDirect(pair.through(pair.ownerUrl), ({ message }) => failures.push(message))
  direct.onLost(() => {
    losses++
  })
  await direct.listen('news', (payload) => heard.push(payload))
})
afterAll(async () => {
  await direct?.close()
  await pair?.stop()
})

test("the server is to notice when the host of an owner's connection is lost, so that what it locked is free again", async () => {
  const { rows } = await withOwner(pair.ownerUrl, (client) =>
    client.query<{ tcp_keepalives_idle: string }>('show tcp_keepalives_idle'),
  )
  expect(rows).toEqual([{ tcp_keepalives_idle: '4' }])
})

test('a host that falls silent is noticed: its locks are lost, and come back with it', async () => {
  expect(await direct.tryLock('shard')).toBe(true)
  pair.gate.silence()
  await eventually(() => expect(losses).toBe(1))
  expect(await direct.tryLock('shard')).toBe(false)
  await pair.gate.open()
  await eventually(async () => expect(await direct.tryLock('shard')).toBe(true))
})

test('it does not lock on a standby; on the one that was promoted it locks and listens again', async () => {
  await pair.gate.refuse()
  pair.gate.turnTo(Number(new URL(pair.standbyUrl).port))
  await pair.gate.open()
  await eventually(() => expect(failures).toContain('this is a standby'))
  expect(await direct.tryLock('shard')).toBe(false)
  await pair.promote()
  await eventually(async () => expect(await direct.tryLock('shard')).toBe(true))
  await withOwner(pair.standbyUrl, (client) => client.query(`notify news, 'promoted'`))
  await eventually(() => expect(heard).toContain('promoted'))
})

test('a start before the database answers fails as one that passes by itself', async () => {
  pair.gate.silence()
  await expect(connectDirect(pair.through(pair.ownerUrl), () => {})).rejects.toMatchObject({
    code: 'ETIMEDOUT',
  })
  await pair.gate.open()
})
