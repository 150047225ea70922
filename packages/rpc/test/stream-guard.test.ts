import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { startRpcServer, type RpcServer } from '@mymacrotracker/rpc'
import { eventually } from '@mymacrotracker/testing'
import { SECRET, testClient, testDispatcher, within } from './test-service.ts'

const ACT = '/test.v1.TestService/Act'
const WATCH = '/grpc.health.v1.Health/Watch'
/** Longest message that a call may have. */
const MESSAGE = 4 * 1024 * 1024

let server: RpcServer
const sessions: ClientHttp2Session[] = []
beforeEach(async () => {
  server = await startRpcServer({
    dispatchers: [testDispatcher()],
    host: '127.0.0.1',
    port: 0,
    peerSecret: SECRET,
  })
})
afterEach(async () => {
  for (const each of sessions.splice(0)) each.destroy()
  await server.stop(0)
})

function stranger(): ClientHttp2Session {
  const session = connect(`http://127.0.0.1:${server.port}`)
  session.on('error', () => undefined)
  sessions.push(session)
  return session
}

function open(session: ClientHttp2Session, path: string, headers: Record<string, string> = {}) {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  })
  stream.on('error', () => undefined)
  return stream
}

/** Announces a message and sends all of it but the last byte. */
function sendUnfinished(stream: ClientHttp2Stream, size = MESSAGE): void {
  const header = Buffer.alloc(5)
  header.writeUInt32BE(size, 1)
  stream.write(header)
  stream.write(Buffer.alloc(size - 1))
}

const statusOf = (stream: ClientHttp2Stream) =>
  new Promise((resolve) => {
    stream.once('response', (headers) => resolve(headers['grpc-status']))
  })
const endOf = (stream: ClientHttp2Stream) => new Promise((resolve) => stream.once('close', resolve))

test('unfinished messages without the secret are refused at once, and next to nothing of them is read', async () => {
  let closedByServer = 0
  const countClosed = () => closedByServer++
  subscribe('http2.server.stream.close', countClosed)
  const session = stranger()
  for (let n = 0; n < 80; n++) sendUnfinished(open(session, ACT))
  await eventually(() => expect(closedByServer).toBe(80))
  await sleep(500)
  unsubscribe('http2.server.stream.close', countClosed)
  expect(session.socket.bytesWritten).toBeLessThan(128 * 1024)
})

test('a wrong secret is refused by the headers too', async () => {
  expect(await statusOf(open(stranger(), ACT, { 'mmt-peer-secret': 'another secret of theirs' }))).toBe('16')
})

test('what a stranger may ask, the health of a service, has a short body and few calls at once', async () => {
  const session = stranger()
  const long = open(session, WATCH)
  const ended = endOf(long)
  sendUnfinished(long, 16_384)
  await ended
  expect(long.rstCode).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM)

  const watching = Array.from({ length: 32 }, () => open(session, WATCH))
  for (const stream of watching) stream.end(Buffer.alloc(5))
  expect(await Promise.all(watching.map(statusOf))).toHaveLength(32)
  expect(await statusOf(open(session, WATCH))).toBe('16')
})

test('strangers who only connect push each other out, and nobody who has proven a call', async () => {
  const known = testClient({
    address: `grpc://127.0.0.1:${server.port}`,
    service: 'test',
    peer: 'gateway',
    peerSecret: SECRET,
  })
  await known.act({ do: 'echo', text: 'one' }, within(2000))
  const first = stranger()
  await once(first, 'connect')
  for (let n = 0; n < 256; n++) await once(stranger(), 'connect')
  await eventually(() => expect(first.destroyed).toBe(true))
  expect(sessions.filter(({ destroyed }) => destroyed).length).toBeLessThan(5)
  expect((await known.act({ do: 'echo', text: 'two' }, within(2000))).text).toBe('two')
  known.close()
})
