import { utimesSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { Client, Metadata, credentials, status, type ServiceError } from '@grpc/grpc-js'
import {
  loadPeerCertificates,
  peerUri,
  startRpcServer,
  type PeerCertificates,
  type RpcServer,
} from '@mymacrotracker/rpc'
import { eventually } from '@mymacrotracker/testing'
import { createAuthority } from '@mymacrotracker/testing/certificates'
import { createTestCertificates, type TestCertificates } from './certificates.ts'
import { SECRET, testClient, testDispatcher, within, type TestClient } from './test-service.ts'

let authority: TestCertificates
let server: RpcServer
let reasons: string[] = []
const clients: TestClient[] = []
const client = (
  certificates: PeerCertificates | undefined,
  { peer = 'gateway', port = server.port, service = 'test' } = {},
): TestClient => {
  const made = testClient({
    address: `grpc://127.0.0.1:${port}`,
    service,
    peer,
    certificates,
    peerSecret: SECRET,
    onUnreachable: (details) => {
      reasons.push(details)
    },
  })
  clients.push(made)
  return made
}
const echo = (by: TestClient) => by.act({ do: 'echo', text: 'hello' }, within(5000))
const unreachable = { kind: 'unavailable', reason: 'SERVICE_UNREACHABLE', message: 'test cannot be reached' }
const unknown = { kind: 'unauthenticated', reason: 'PEER_UNKNOWN' }
const HOUR_MS = 3_600_000

beforeAll(async () => {
  authority = await createTestCertificates()
  server = await startRpcServer({
    dispatchers: [testDispatcher()],
    host: '127.0.0.1',
    port: 0,
    peerSecret: SECRET,
    certificates: await authority.open({ modules: ['test', 'auth'] }),
  })
})
afterEach(() => {
  for (const each of clients.splice(0)) each.close()
  reasons = []
})
afterAll(async () => {
  await server.stop(500)
  authority.close()
})

describe('a caller is who its certificate says', () => {
  test('a module with its own certificate is answered', async () => {
    expect(await echo(client(await authority.open({ modules: ['gateway'] })))).toMatchObject({
      text: 'hello',
      peer: 'gateway',
    })
  })

  test('a process with several modules may call as each of them', async () => {
    const certificates = await authority.open({ modules: ['notifier', 'gateway'] })
    expect(await echo(client(certificates))).toMatchObject({ peer: 'gateway' })
    await expect(echo(client(certificates, { peer: 'notifier' }))).rejects.toMatchObject({
      kind: 'forbidden',
      reason: 'CALLER_NOT_ALLOWED',
    })
  })

  test('a call in the clear is refused, with the secret too', async () => {
    await expect(echo(client(undefined))).rejects.toMatchObject(unreachable)
  })

  test('a call over TLS without a certificate is refused, for health and reflection too', async () => {
    // The name keeps Node from warning of an IP address as a server's name.
    const named = { 'grpc.ssl_target_name_override': 'test' }
    const anonymous = credentials.createSsl(Buffer.from(authority.authority.cert), null, null, {
      checkServerIdentity: () => undefined,
    })
    for (const path of [
      '/test.v1.TestService/Act',
      '/grpc.health.v1.Health/Check',
      '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    ]) {
      const bare = new Client(`127.0.0.1:${server.port}`, anonymous, named)
      const same = (bytes: Buffer) => bytes
      const error = await new Promise<ServiceError | null>((resolve) => {
        bare.makeUnaryRequest(
          path,
          same,
          same,
          Buffer.alloc(0),
          new Metadata(),
          { deadline: Date.now() + 5000 },
          resolve,
        )
      })
      expect(error).toMatchObject({ code: status.UNAVAILABLE })
      bare.close()
    }
  })

  test('a certificate of another authority is refused', async () => {
    const stranger = await createAuthority({ name: 'another', days: 1 })
    await expect(
      echo(client(await authority.open({ modules: ['gateway'], authority: stranger }))),
    ).rejects.toMatchObject(unreachable)
  })

  test('a certificate of another authority with the same name is refused', async () => {
    const double = await createAuthority({ name: 'a test', days: 1 })
    await expect(
      echo(client(await authority.open({ modules: ['gateway'], authority: double }))),
    ).rejects.toMatchObject(unreachable)
  })

  test('an expired certificate is refused, and one of tomorrow too', async () => {
    await expect(
      echo(client(await authority.open({ modules: ['gateway'], from: new Date(Date.now() - 48 * HOUR_MS) }))),
    ).rejects.toMatchObject(unreachable)
    await expect(
      echo(client(await authority.open({ modules: ['gateway'], from: new Date(Date.now() + 24 * HOUR_MS) }))),
    ).rejects.toMatchObject(unreachable)
  })

  test('a certificate that expires while its connection is open is believed no longer', async () => {
    const lastingMs = 6_000
    const from = new Date(Date.now() - 24 * HOUR_MS + lastingMs)
    const caller = client(await authority.open({ modules: ['gateway'], from, days: 1 }))
    expect(await echo(caller)).toMatchObject({ peer: 'gateway' })
    await eventually(() => expect(echo(caller)).rejects.toMatchObject(unknown), 20_000)
  })

  test('a module that the method does not list is refused', async () => {
    await expect(
      echo(client(await authority.open({ modules: ['notifier'] }), { peer: 'notifier' })),
    ).rejects.toMatchObject({ kind: 'forbidden', reason: 'CALLER_NOT_ALLOWED' })
  })

  test("a module that claims another's name, or none, is refused", async () => {
    const notifier = await authority.open({ modules: ['notifier'] })
    for (const peer of ['gateway', '', 'notifier, gateway', 'spiffe://mymacrotracker/notifier'])
      await expect(echo(client(notifier, { peer }))).rejects.toMatchObject(unknown)
  })

  test('names that only look like a module of ours are none', async () => {
    const lookalikes = [
      'spiffe://another/gateway',
      `${peerUri('gateway')}/x`,
      peerUri('Gateway'),
      `https://mymacrotracker/gateway`,
      `urn:x, URI:${peerUri('gateway')}`,
      `urn:x, URI:${peerUri('gateway')}, URI:y`,
      peerUri(''),
    ]
    for (const uri of lookalikes) {
      for (const peer of ['gateway', ''])
        await expect(
          echo(client(await authority.open({ modules: [], uris: [uri] }), { peer })),
        ).rejects.toMatchObject(unknown)
    }
  })
})

describe('a server is what its certificate says', () => {
  const serverWith = async (certificates: PeerCertificates | undefined) => {
    const other = await startRpcServer({
      dispatchers: [testDispatcher()],
      host: '127.0.0.1',
      port: 0,
      peerSecret: SECRET,
      certificates,
    })
    return { port: other.port, stop: () => other.stop(200) }
  }

  test('a server that does not run the service is not called, whatever its address', async () => {
    const other = await serverWith(await authority.open({ modules: ['profile'] }))
    await expect(
      echo(client(await authority.open({ modules: ['gateway'] }), { port: other.port })),
    ).rejects.toMatchObject(unreachable)
    expect(reasons.join()).toContain('does not name test')
    await other.stop()
  })

  test('a server with a certificate of another authority is not called', async () => {
    const other = await serverWith(
      await authority.open({
        modules: ['test'],
        authority: await createAuthority({ name: 'another', days: 1 }),
      }),
    )
    await expect(
      echo(client(await authority.open({ modules: ['gateway'] }), { port: other.port })),
    ).rejects.toMatchObject(unreachable)
    await other.stop()
  })

  test('a server without a certificate is not called', async () => {
    const other = await serverWith(undefined)
    await expect(
      echo(client(await authority.open({ modules: ['gateway'] }), { port: other.port })),
    ).rejects.toMatchObject(unreachable)
    await other.stop()
  })
})

describe('files that change', () => {
  test('new certificates are used for new connections, without a restart', async () => {
    const files = await authority.files({ modules: ['notifier'] })
    let renewed = 0
    const certificates = loadPeerCertificates(files, {
      pollMs: 20,
      onRenewed: () => {
        renewed++
      },
    })
    await expect(echo(client(certificates))).rejects.toMatchObject(unknown)
    await authority.replace(files, { modules: ['gateway'] })
    await eventually(() => expect(renewed).toBe(1), 10_000)
    for (const each of clients.splice(0)) each.close()
    await eventually(
      async () => expect(await echo(client(certificates))).toMatchObject({ peer: 'gateway' }),
      10_000,
    )
    certificates.close()
  })

  test('a server takes its new certificate, and a new authority, for the next connection', async () => {
    const files = await authority.files({ modules: ['profile'] })
    let renewed = 0
    const certificates = loadPeerCertificates(files, {
      pollMs: 20,
      onRenewed: () => {
        renewed++
      },
    })
    const other = await startRpcServer({
      dispatchers: [testDispatcher()],
      host: '127.0.0.1',
      port: 0,
      certificates,
    })
    const gateway = await authority.open({ modules: ['gateway'] })
    await expect(echo(client(gateway, { port: other.port }))).rejects.toMatchObject(unreachable)
    await authority.replace(files, { modules: ['test'] })
    await eventually(() => expect(renewed).toBe(1), 10_000)
    await eventually(
      async () =>
        expect(await echo(client(gateway, { port: other.port }))).toMatchObject({ peer: 'gateway' }),
      10_000,
    )
    writeFileSync(files.ca, (await createAuthority({ name: 'a new one', days: 1 })).cert)
    await eventually(() => expect(renewed).toBe(2), 10_000)
    for (const each of clients.splice(0)) each.close()
    await eventually(
      async () =>
        expect(
          echo(client(await authority.open({ modules: ['gateway'] }), { port: other.port })),
        ).rejects.toMatchObject(unreachable),
      10_000,
    )
    await other.stop(200)
    certificates.close()
  })

  test('files that do not go together are not taken, and those before stay', async () => {
    const files = await authority.files({ modules: ['gateway'] })
    const refused: string[] = []
    const certificates = loadPeerCertificates(files, {
      pollMs: 20,
      onRefused: (error) => refused.push(error.message),
    })
    writeFileSync(files.key, authority.authority.key)
    utimesSync(files.key, new Date(), new Date(Date.now() + 1000))
    await eventually(() => expect(refused.length).toBeGreaterThan(0), 10_000)
    expect(await echo(client(certificates))).toMatchObject({ peer: 'gateway' })
    certificates.close()
  })
})
