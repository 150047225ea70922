import {
  Client,
  Server,
  ServerCredentials,
  credentials,
  status,
  type ServerUnaryCall,
  type sendUnaryData,
} from '@grpc/grpc-js'
import type { DescMessage } from '@bufbuild/protobuf'
import { METHODS } from '@mymacrotracker/contracts'
import { asRelease, type Schema } from './schema.ts'

/** What stands between a service and its callers: all that either says passes through one release's contracts. */
export interface Lens {
  address: string
  /** The contracts of the release that the other side speaks; undefined lets everything through as it is. */
  speak(schema: Schema | undefined): void
  /** Paths that have passed. */
  passed: Set<string>
  stop(): void
}

const same = (bytes: Buffer) => bytes

/** A real gRPC server before a real one. A method that the release does not have is UNIMPLEMENTED, a field is dropped. */
export async function startLens(service: string, target: () => string): Promise<Lens> {
  const server = new Server()
  const passed = new Set<string>()
  let schema: Schema | undefined
  let client: Client | undefined
  const handler =
    (path: string) => (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
      const method = schema?.methods.get(path)
      if (schema && !method)
        return callback({ code: status.UNIMPLEMENTED, details: 'The server does not implement the method' })
      passed.add(path)
      client ??= new Client(target(), credentials.createInsecure())
      const through = (message: DescMessage | undefined, bytes: Buffer) =>
        message ? asRelease(message, bytes) : bytes
      const inner = client.makeUnaryRequest(
        path,
        same,
        same,
        through(method?.input, call.request),
        call.metadata,
        { deadline: call.getDeadline() },
        (error, answer) => {
          if (error) callback({ code: error.code, details: error.details, metadata: error.metadata })
          else callback(null, through(method?.output, answer!))
        },
      )
      call.on('cancelled', () => inner.cancel())
    }
  const paths = Object.keys(METHODS).filter((path) => path.startsWith(`/mymacrotracker.${service}.v1.`))
  server.addService(
    Object.fromEntries(
      paths.map((path) => [
        path,
        {
          path,
          requestStream: false,
          responseStream: false,
          requestSerialize: same,
          requestDeserialize: same,
          responseSerialize: same,
          responseDeserialize: same,
        },
      ]),
    ),
    Object.fromEntries(paths.map((path) => [path, handler(path)])),
  )
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  return {
    address: `grpc://127.0.0.1:${port}`,
    passed,
    speak(release) {
      schema = release
    },
    stop() {
      client?.close()
      server.forceShutdown()
    },
  }
}
