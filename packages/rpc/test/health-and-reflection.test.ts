import { Client, Metadata, credentials, status, type ServiceError } from '@grpc/grpc-js'
import { afterEach, describe, expect, test } from '@jest/globals'
import { METHODS } from '@mymacrotracker/contracts'
import { startRpcServer, type RpcServer } from '@mymacrotracker/rpc'
import { SECRET, testDispatcher } from './test-service.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const start = async (reflection = false): Promise<{ server: RpcServer; bare: Client }> => {
  const server = await startRpcServer({
    dispatchers: [testDispatcher()],
    host: '127.0.0.1',
    port: 0,
    peerSecret: SECRET,
    reflection,
  })
  const bare = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure())
  closing.push(
    () => server.stop(0),
    () => bare.close(),
  )
  return { server, bare }
}
const same = (bytes: Buffer) => bytes
/** A field of a protobuf message: a number below 16 and a short text. */
const field = (number: number, text: string) =>
  Buffer.concat([Buffer.from([(number << 3) | 2, text.length]), Buffer.from(text)])

describe('health', () => {
  /** OutlierDetector the status, 1 for serving and 2 for not. No deadline is given: health asks for none. */
  const check = (bare: Client, service: string) =>
    new Promise<number>((resolve, reject) => {
      bare.makeUnaryRequest(
        '/grpc.health.v1.Health/Check',
        same,
        same,
        service ? field(1, service) : Buffer.alloc(0),
        (error, answer) => (error ? reject(error) : resolve(answer!.at(-1)!)),
      )
    })

  test('the process and each service say that they serve, and at a stop that they do not', async () => {
    const { server, bare } = await start()
    expect([await check(bare, ''), await check(bare, 'test.v1.TestService')]).toEqual([1, 1])
    server.notServing()
    expect([await check(bare, ''), await check(bare, 'test.v1.TestService')]).toEqual([2, 2])
  })

  test('a service that is not here is not known', async () => {
    await expect(check((await start()).bare, 'mymacrotracker.events.v1.DiaryService')).rejects.toMatchObject({
      code: status.NOT_FOUND,
    })
  })
})

describe('reflection', () => {
  const VERSIONS = ['v1', 'v1alpha']
  const ask = (bare: Client, version: string, request: Buffer) =>
    new Promise<Buffer>((resolve, reject) => {
      const call = bare.makeBidiStreamRequest(
        `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
        same,
        same,
        new Metadata(),
      )
      call.on('data', (answer: Buffer) => {
        resolve(answer)
        call.cancel()
      })
      call.on('error', (error: ServiceError) => {
        reject(error)
      })
      call.write(request)
    })
  const listServices = field(7, '*')
  const fileOf = (symbol: string) => field(4, symbol)

  test('in development it lists the services that are here, and tells every method of the contracts', async () => {
    const { bare } = await start(true)
    for (const version of VERSIONS) {
      expect(
        (await ask(bare, version, fileOf('mymacrotracker.events.v1.DiaryService'))).toString('latin1'),
      ).toContain('RecordEntry')
      for (const path of Object.keys(METHODS)) {
        const [, service, method] = path.split('/') as [string, string, string]
        expect((await ask(bare, version, fileOf(service))).toString('latin1')).toContain(method)
      }
    }
  })

  test('in production there is none', async () => {
    const { bare } = await start(false)
    for (const version of VERSIONS)
      await expect(ask(bare, version, listServices)).rejects.toMatchObject({ code: status.UNIMPLEMENTED })
  })
})
