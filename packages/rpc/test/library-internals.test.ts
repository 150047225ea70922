import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { Client, Server, ServerCredentials, credentials, experimental } from '@grpc/grpc-js'
import { afterEach, describe, expect, test } from '@jest/globals'
import { eventually } from '@mymacrotracker/testing'
import {
  http2ServersOf,
  sessionOf,
  setHttp2Options,
  withConnectSignal,
  type GrpcCall,
} from '../src/library-internals.ts'

const closing: (() => unknown)[] = []
afterEach(() => {
  for (const close of closing.splice(0).reverse()) close()
})

const same = (bytes: Buffer) => bytes
const METHOD = {
  path: '/test/Echo',
  requestStream: false,
  responseStream: false,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
} as const

async function serve(answer: (call: GrpcCall) => void = () => undefined) {
  const server = new Server()
  server.addService(
    { echo: METHOD },
    {
      echo(call: GrpcCall, callback: (error: null, bytes: Buffer) => void) {
        answer(call)
        callback(null, Buffer.from('answer'))
      },
    },
  )
  setHttp2Options(server, { streamResetBurst: 12_345, streamResetRate: 54_321 })
  closing.push(() => server.forceShutdown())
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  return { server, port }
}

function call(port: number): Promise<Buffer> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure())
  closing.push(() => client.close())
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(METHOD.path, same, same, Buffer.alloc(0), (error, answer) =>
      error ? reject(error) : resolve(answer!),
    )
  })
}

describe('grpc-js', () => {
  test('shows the http2 server that listens, which has the options it was given', async () => {
    const { server, port } = await serve()
    const [listener, ...others] = http2ServersOf(server)
    expect(others).toEqual([])
    expect((listener!.address() as AddressInfo).port).toBe(port)
    expect(
      Object.getOwnPropertySymbols(listener).map((symbol) => Reflect.get(listener!, symbol) as unknown),
    ).toContainEqual(expect.objectContaining({ streamResetBurst: 12_345, streamResetRate: 54_321 }))
  })

  test('shows the connection of a call: one for all calls of a client', async () => {
    const sessions: unknown[] = []
    const { port } = await serve((each) => sessions.push(sessionOf(each)))
    await call(port)
    expect(sessions).toEqual([expect.objectContaining({ encrypted: false })])
  })

  test('passes an address to net.connect as it is, and reads its signal at each attempt', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    closing.push(() => silent.close())
    let attempts = 0
    const { port } = silent.address() as AddressInfo
    const address = withConnectSignal({ host: '127.0.0.1', port }, () => {
      attempts++
      return AbortSignal.timeout(50)
    })
    class OneAddress implements experimental.Resolver {
      readonly #listener: experimental.ResolverListener
      #isKnown = false
      constructor(_target: experimental.GrpcUri, listener: experimental.ResolverListener) {
        this.#listener = listener
      }
      static getDefaultAuthority() {
        return 'test'
      }
      updateResolution() {
        if (this.#isKnown) return
        this.#isKnown = true
        const found = experimental.statusOrFromValue([{ addresses: [address] }])
        setImmediate(() => this.#listener(found, {}, null, ''))
      }
      destroy() {
        /* nothing is kept */
      }
    }
    experimental.registerResolver('one-address', OneAddress)
    const client = new Client('one-address:///x', credentials.createInsecure(), {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 100,
    })
    closing.push(() => client.close())
    client.waitForReady(Date.now() + 1_000, () => undefined)
    await eventually(() => expect(attempts).toBeGreaterThan(1), 1_000)
  })
})
