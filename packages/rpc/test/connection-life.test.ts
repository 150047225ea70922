import { once } from 'node:events'
import { connect } from 'node:http2'
import { connect as dial, createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from '@jest/globals'
import { KeysServiceService } from '@mymacrotracker/contracts/auth/v1/keys_service'
import { SignInServiceService } from '@mymacrotracker/contracts/auth/v1/sign_in_service'
import { UnavailableError } from '@mymacrotracker/errors'
import { connect as connectTo, createRetryPolicy, startRpcServer, type RpcServer } from '@mymacrotracker/rpc'
import { eventually } from '@mymacrotracker/testing'
import { SECRET, testClient, testDispatcher, within, type TestClient } from './test-service.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const serve = async (
  port = 0,
  connectionLife = { maxAgeMs: 60_000, graceMs: 20_000 },
): Promise<RpcServer> => {
  const server = await startRpcServer({
    dispatchers: [testDispatcher()],
    host: '127.0.0.1',
    port,
    peerSecret: SECRET,
    connectionLife,
  })
  closing.push(() => server.stop(0))
  return server
}
const client = (ports: readonly number[]): TestClient => {
  const made = testClient({
    address: ports.map((port) => `grpc://127.0.0.1:${port}`).join(','),
    service: 'test',
    peer: 'gateway',
    peerSecret: SECRET,
  })
  closing.push(() => made.close())
  return made
}

const load = (by: TestClient, callers = 16) =>
  loadOf((n) => by.act({ do: 'pause', size: n }, within(20_000)), callers)

/** Calls without pause from some callers at once, until told to stop. */
function loadOf(
  call: (caller: number) => Promise<unknown>,
  callers: number,
): { stop(): Promise<{ answered: number; failed: string[] }> } {
  let isOver = false
  let answered = 0
  const failed: string[] = []
  const loops = Array.from({ length: callers }, async (_, n) => {
    while (!isOver)
      await call(n).then(
        () => {
          answered++
        },
        (error: Error) => {
          failed.push(`${error.message}: ${String(error.cause)}`)
        },
      )
  })
  return {
    async stop() {
      isOver = true
      await Promise.all(loops)
      return { answered, failed }
    },
  }
}

/** Passes connections on to a port and counts them. */
async function countingProxy(to: number): Promise<{ port: number; connections(): number }> {
  let connections = 0
  const proxy = createServer((near) => {
    connections++
    const far = dial(to, '127.0.0.1')
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
  })
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve)
  })
  closing.push(() => proxy.close())
  return { port: (proxy.address() as AddressInfo).port, connections: () => connections }
}

describe('a connection ends and calls go on', () => {
  test('connections that reach their age are replaced, and no call fails, without any retry', async () => {
    const server = await serve(0, { maxAgeMs: 250, graceMs: 20_000 })
    const door = await countingProxy(server.port)
    const calls = load(client([door.port]))
    await eventually(() => expect(door.connections()).toBeGreaterThan(15), 60_000)
    const { failed } = await calls.stop()
    expect(failed).toEqual([])
  })

  test('a server that stops under load fails no call while another is there, without any retry', async () => {
    const [stays, goes] = [await serve(), await serve()]
    const calls = load(client([stays.port, goes.port]))
    for (let round = 0; round < 5; round++) {
      await sleep(300)
      const again = round === 0 ? goes : await serve(goes.port)
      await sleep(300)
      await again.stop(20_000)
    }
    const { failed } = await calls.stop()
    expect(failed).toEqual([])
  })
})

describe('retries, in the layer that has them', () => {
  /** The auth service, whose key set is asked for idempotently and its sessions are not opened so. */
  const serveAuth = async (answer: () => Promise<{ jwksJson: string }>): Promise<RpcServer> => {
    const registrations = [KeysServiceService, SignInServiceService].map((definition) => ({
      definition,
      handlers: Object.fromEntries(Object.keys(definition).map((name) => [name, answer])) as never,
    }))
    const server = await startRpcServer({
      dispatchers: [testDispatcher({ registrations })],
      host: '127.0.0.1',
      port: 0,
      peerSecret: SECRET,
    })
    closing.push(() => server.stop(0))
    return server
  }
  const authClient = (...servers: readonly RpcServer[]) => {
    const made = connectTo({
      address: servers.map(({ port }) => `grpc://127.0.0.1:${port}`).join(','),
      service: 'auth',
      peer: 'gateway',
      peerSecret: SECRET,
      retry: createRetryPolicy(),
    })
    closing.push(() => made.close())
    return { ...made.client(KeysServiceService), ...made.client(SignInServiceService) }
  }

  test('a server that is cut off under load fails no idempotent call while another is there', async () => {
    let onTheOther = 0
    const slow = async () => {
      await sleep(20)
      return { jwksJson: '' }
    }
    const [stays, goes] = [
      await serveAuth(slow),
      await serveAuth(() => {
        onTheOther++
        return slow()
      }),
    ]
    const by = authClient(stays, goes)
    const calls = loadOf(() => by.getKeySet({}, within(20_000)), 8)
    await eventually(() => expect(onTheOther).toBeGreaterThan(50))
    await goes.stop(0)
    await sleep(300)
    const { failed } = await calls.stop()
    expect(failed).toEqual([])
  })

  test('where nothing answers, retries add a tenth to the calls and a burst of ten, no more', async () => {
    let calls = 0
    const server = await serveAuth(async () => {
      calls++
      throw new UnavailableError('NOT_NOW', 'not now')
    })
    const by = authClient(server)
    for (let n = 0; n < 200; n++)
      await expect(by.getKeySet({}, within(20_000))).rejects.toMatchObject({ reason: 'NOT_NOW' })
    expect(calls).toBeGreaterThan(200)
    expect(calls).toBeLessThanOrEqual(200 + 200 * 0.1 + 10)
  })

  test('a call that is not idempotent is sent once', async () => {
    let calls = 0
    const by = authClient(
      await serveAuth(async () => {
        calls++
        throw new UnavailableError('NOT_NOW', 'not now')
      }),
    )
    await expect(by.signIn({} as never, within(20_000))).rejects.toMatchObject({ reason: 'NOT_NOW' })
    expect(calls).toBe(1)
  })
})

describe('what a server bears', () => {
  test('many pings are answered, and never called too many', async () => {
    const server = await serve()
    const session = connect(`http://127.0.0.1:${server.port}`)
    closing.push(() => session.close())
    await once(session, 'connect')
    const goaways: number[] = []
    session.on('goaway', (code) => goaways.push(code))
    for (let n = 0; n < 300; n++)
      await new Promise<void>((resolve, reject) => {
        session.ping((error) => (error ? reject(error) : resolve()))
      })
    expect(goaways).toEqual([])
  })

  test('callers who give up by the thousand harm no other call of their connection', async () => {
    const server = await serve()
    const by = client([server.port])
    const calls = load(by, 4)
    for (let round = 0; round < 60; round++) {
      const abort = new AbortController()
      const given = Array.from({ length: 100 }, () =>
        by.act({ do: 'wait' }, within(20_000, { signal: abort.signal })).catch(() => undefined),
      )
      await sleep(10)
      abort.abort()
      await Promise.all(given)
    }
    const { failed } = await calls.stop()
    expect(failed).toEqual([])
  })
})
