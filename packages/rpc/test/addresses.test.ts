import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { startRpcServer, type RpcServer } from '@mymacrotracker/rpc'
import { eventually, freePort } from '@mymacrotracker/testing'
import { SECRET, testClient, testDispatcher, within, type TestClient } from './test-service.ts'

const clients: TestClient[] = []
const servers: RpcServer[] = []
let details: string[] = []
const at = (...ports: number[]) => ports.map((port) => `grpc://127.0.0.1:${port}`).join(',')
const client = (address: string): TestClient => {
  const made = testClient({
    address,
    service: 'test',
    peer: 'gateway',
    peerSecret: SECRET,
    onUnreachable: (why) => {
      details.push(why)
    },
  })
  clients.push(made)
  return made
}
const serve = async (name: string, { host = '127.0.0.1', port = 0 } = {}): Promise<RpcServer> => {
  const server = await startRpcServer({
    dispatchers: [testDispatcher({ name })],
    host,
    port,
    peerSecret: SECRET,
  })
  servers.push(server)
  return server
}
const nameOf = async (by: TestClient, deadlineMs = 5000) =>
  (await by.act({ do: 'name' }, within(deadlineMs))).text
const namesOf = async (by: TestClient, calls: number) => {
  const counts: Record<string, number> = {}
  for (let n = 0; n < calls; n++) {
    const name = await nameOf(by)
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

afterEach(async () => {
  for (const each of clients.splice(0)) each.close()
  await Promise.all(servers.splice(0).map((each) => each.stop(0)))
  details = []
})

describe('several addresses', () => {
  test('calls go to all of them in turn', async () => {
    const [a, b, c] = [await serve('a'), await serve('b'), await serve('c')]
    const by = client(at(a.port, b.port, c.port))
    await eventually(async () => expect(Object.keys(await namesOf(by, 9)).sort()).toEqual(['a', 'b', 'c']))
    expect(await namesOf(by, 30)).toEqual({ a: 10, b: 10, c: 10 })
  })

  test('one that is dead is left out, from the start and later, and taken in again when it is back', async () => {
    const [a, b, dead] = [await serve('a'), await serve('b'), await freePort()]
    const by = client(at(a.port, dead, b.port))
    await eventually(async () => expect(Object.keys(await namesOf(by, 6)).sort()).toEqual(['a', 'b']))
    await b.stop(0)
    await eventually(async () => expect(await namesOf(by, 10)).toEqual({ a: 10 }))
    await serve('late', { port: dead })
    await eventually(async () => expect(await namesOf(by, 10)).toEqual({ a: 5, late: 5 }), 20_000)
  })

  test('a name stands for all its addresses', async () => {
    const server = await serve('a', { host: 'localhost' })
    expect(await nameOf(client(`dns:///localhost:${server.port}`))).toBe('a')
    expect(await nameOf(client(`grpc://localhost:${server.port}`))).toBe('a')
    expect(await nameOf(client(`grpc://localhost:${server.port},grpc://127.0.0.1:${await freePort()}`))).toBe(
      'a',
    )
  })

  test('a name that is not known does not keep the others from being called', async () => {
    const server = await serve('a')
    expect(await nameOf(client(`${at(server.port)},grpc://nowhere.invalid:1`), 20_000)).toBe('a')
  })

  test('what is no address is refused when the client is made', () => {
    for (const address of ['grpc://host', 'grpc://', 'http://host:1/x', 'grpc://a:1,b'])
      expect(() => client(address)).toThrow('is not host:port')
  })
})

describe('no address that answers', () => {
  const unreachable = {
    kind: 'unavailable',
    reason: 'SERVICE_UNREACHABLE',
    message: 'test cannot be reached',
  }

  test('a refused connection fails the call at once, long before its deadline, and says why to the log alone', async () => {
    const port = await freePort()
    const startedAt = Date.now()
    await expect(nameOf(client(at(port)), 60_000)).rejects.toMatchObject(unreachable)
    expect(Date.now() - startedAt).toBeLessThan(30_000)
    expect(details).toEqual([expect.stringMatching(/^Error: connect ECONNREFUSED 127\.0\.0\.1:\d+$/)])
  })

  test('a name that is not known is unavailable within the deadline', async () => {
    await expect(nameOf(client('dns:///nowhere.invalid:5000'), 3000)).rejects.toMatchObject({
      kind: 'unavailable',
    })
  })

  test('a connection that is taken and never answered ends with the deadline', async () => {
    const sockets: Socket[] = []
    const silent = createServer((socket) => {
      sockets.push(socket)
    })
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve)
    })
    await expect(nameOf(client(at((silent.address() as AddressInfo).port)), 800)).rejects.toMatchObject({
      kind: 'unavailable',
      reason: 'DEADLINE_EXCEEDED',
    })
    for (const socket of sockets) socket.destroy()
    silent.close()
  })

  test('a server that comes later, or back, is found without help', async () => {
    const port = await freePort()
    const by = client(at(port))
    await expect(nameOf(by)).rejects.toMatchObject(unreachable)
    const first = await serve('first', { port })
    await eventually(async () => expect(await nameOf(by)).toBe('first'), 20_000)
    await first.stop(0)
    await eventually(() => expect(nameOf(by)).rejects.toMatchObject(unreachable))
    await serve('second', { port })
    await eventually(async () => expect(await nameOf(by)).toBe('second'), 20_000)
  })
})
