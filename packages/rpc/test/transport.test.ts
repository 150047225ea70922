import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  InProcessChannel,
  createDenyList,
  createDispatcher,
  createTokenVerifier,
  startRpcServer,
  type Dispatcher,
  type PeerCertificates,
  type RpcServer,
} from '@mymacrotracker/rpc'
import { createLogger, createMetrics } from '@mymacrotracker/telemetry'
import { createTokenIssuer, eventually, type TokenIssuer } from '@mymacrotracker/testing'
import { createTestCertificates, type TestCertificates } from './certificates.ts'
import {
  SECRET,
  act,
  definition,
  rules,
  seen,
  testClient,
  testDispatcher,
  within,
  type TestClient,
} from './test-service.ts'

// The same expectations hold over all transports.
const transports = ['in process', 'over TCP', 'over TCP with certificates'] as const

describe.each(transports)('%s', (transport) => {
  let issuer: TokenIssuer
  let dispatcher: Dispatcher
  let server: RpcServer
  let authority: TestCertificates
  const clients: TestClient[] = []
  const certificates = new Map<string, PeerCertificates>()
  const certified = (module: string) => certificates.get(module)!
  const as = (peer: string, peerSecret = SECRET): TestClient => {
    const address = `grpc://127.0.0.1:${server.port}`
    const client = testClient(
      transport === 'in process'
        ? { channel: new InProcessChannel({ dispatcher, peer }).asChannel() }
        : {
            address,
            service: 'test',
            peer,
            peerSecret,
            ...(transport === 'over TCP with certificates' && { certificates: certified(peer) }),
          },
    )
    clients.push(client)
    return client
  }

  beforeAll(async () => {
    issuer = await createTokenIssuer()
    authority = await createTestCertificates()
    for (const module of ['test', 'gateway', 'notifier', ''])
      certificates.set(module, await authority.open({ modules: [module] }))
    dispatcher = testDispatcher({ keySet: issuer.keySet, maxInFlight: 50 })
    server = await startRpcServer({
      dispatchers: [dispatcher],
      host: '127.0.0.1',
      port: 0,
      peerSecret: SECRET,
      ...(transport === 'over TCP with certificates' && { certificates: certified('test') }),
    })
  })
  afterAll(async () => {
    for (const client of clients) client.close()
    await server.stop(500)
    authority.close()
  })

  test('a call carries message, caller, idempotency key and trace', async () => {
    const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    const answer = await as('gateway').act(
      { do: 'echo', text: 'Größe ✓' },
      within(2000, { idempotency: { key: 'k1', requestHash: 'ff' }, traceparent: trace }),
    )
    expect(answer).toMatchObject({ text: 'Größe ✓', peer: 'gateway', key: 'k1/ff' })
    expect(answer.trace!.slice(0, 36)).toBe(trace.slice(0, 36))
    expect(answer.trace).not.toBe(trace)
  })

  test('a failure arrives with kind, reason, faulty fields and the time to wait', async () => {
    await expect(as('gateway').act({ do: 'invalid' }, within(2000))).rejects.toMatchObject({
      kind: 'invalid',
      reason: 'OUT_OF_RANGE',
      faults: [{ path: 'amount.grams', code: 'OUT_OF_RANGE', message: 'größer als 0 bitte' }],
    })
    await expect(as('gateway').act({ do: 'unavailable' }, within(2000))).rejects.toMatchObject({
      kind: 'unavailable',
      reason: 'FOOD_UNAVAILABLE',
      retryAfterMs: 1234,
    })
  })

  test('a bug says that there is one and nothing more', async () => {
    const error = (await as('gateway')
      .act({ do: 'bug' }, within(2000))
      .catch((each: Error) => each)) as Error
    expect(error.message).toContain('internal error')
    expect(error.message).not.toContain('secret')
  })

  test('a call without a deadline is refused', async () => {
    await expect(as('gateway').act({ do: 'echo' }, { deadlineAt: Infinity })).rejects.toMatchObject({
      kind: 'invalid',
      reason: 'DEADLINE_REQUIRED',
    })
  })

  test('a call ends at its deadline, and the work below is told', async () => {
    const before = seen.cancelled
    await as('gateway').act({ do: 'echo' }, within(20_000))
    await expect(as('gateway').act({ do: 'wait' }, within(1_500))).rejects.toMatchObject({
      kind: 'unavailable',
      reason: 'DEADLINE_EXCEEDED',
    })
    await eventually(() => expect(seen.cancelled).toBe(before + 1))
  })

  test('a caller who goes away ends the work below', async () => {
    const { cancelled: before, calls } = seen
    const abort = new AbortController()
    const answer = expect(
      as('gateway').act({ do: 'wait' }, within(60_000, { signal: abort.signal })),
    ).rejects.toMatchObject({ reason: 'CANCELLED' })
    await eventually(() => expect(seen.calls).toBe(calls + 1))
    abort.abort()
    await answer
    await eventually(() => expect(seen.cancelled).toBe(before + 1))
  })

  test('a caller who has gone already starts nothing', async () => {
    const before = seen.calls
    await expect(
      as('gateway').act({ do: 'echo' }, within(1000, { signal: AbortSignal.abort() })),
    ).rejects.toMatchObject({ reason: 'CANCELLED' })
    expect(seen.calls).toBe(before)
  })

  test('a module that is not on the list is refused', async () => {
    await expect(as('notifier').act({ do: 'echo' }, within(1000))).rejects.toMatchObject({
      kind: 'forbidden',
      reason: 'CALLER_NOT_ALLOWED',
    })
    const nameless =
      transport === 'over TCP with certificates'
        ? { kind: 'unauthenticated', reason: 'PEER_UNKNOWN' }
        : { kind: 'forbidden', reason: 'CALLER_NOT_ALLOWED' }
    await expect(as('').act({ do: 'echo' }, within(1000))).rejects.toMatchObject(nameless)
  })

  test('a user call needs a valid token, and knows its user from it', async () => {
    const sub = '018f2f00-0000-7000-8000-000000000001'
    expect(
      await as('gateway').actAsUser({ do: '' }, within(1000, { token: await issuer.issue({ sub }) })),
    ).toMatchObject({ userId: sub })
    await expect(as('gateway').actAsUser({ do: '' }, within(1000))).rejects.toMatchObject({
      kind: 'unauthenticated',
      reason: 'TOKEN_REQUIRED',
    })
    await expect(
      as('gateway').actAsUser({ do: '' }, within(1000, { token: await issuer.issue({ expiresInS: -10 }) })),
    ).rejects.toMatchObject({ reason: 'TOKEN_EXPIRED' })
    await expect(
      as('gateway').actAsUser({ do: '' }, within(1000, { token: await (await createTokenIssuer()).issue() })),
    ).rejects.toMatchObject({ reason: 'TOKEN_INVALID' })
    await expect(
      as('gateway').actAsUser(
        { do: '' },
        within(1000, { token: await issuer.issue({ audience: 'another' }) }),
      ),
    ).rejects.toMatchObject({ reason: 'TOKEN_INVALID' })
  })

  test('a message over the limit is refused, one below it arrives', async () => {
    expect((await as('gateway').act({ do: 'big', size: 3_900_000 }, within(5000))).text).toHaveLength(
      3_900_000,
    )
    await expect(as('gateway').act({ do: 'big', size: 4_300_000 }, within(5000))).rejects.toMatchObject({
      kind: 'resource_exhausted',
    })
    await expect(
      as('gateway').act({ do: 'echo', text: 'x'.repeat(4_300_000) }, within(5000)),
    ).rejects.toMatchObject({ kind: 'resource_exhausted' })
  })

  test('a streaming answer arrives in order, and stops when the reader leaves', async () => {
    const texts: string[] = []
    for await (const { text } of as('gateway').count({ do: '', size: 100 }, within(5000))) texts.push(text)
    expect(texts).toEqual(Array.from({ length: 100 }, (_, at) => String(at)))
    const before = seen.cancelled
    for await (const { text } of as('gateway').count({ do: '', size: 10_000 }, within(20_000)))
      if (text === '5') break
    await eventually(() => expect(seen.cancelled).toBe(before + 1))
  })

  test('calls beyond the bound are refused at once, and the rest go on', async () => {
    const abort = new AbortController()
    const before = seen.calls
    const waiting = Array.from({ length: 50 }, () =>
      as('gateway')
        .act({ do: 'wait' }, within(60_000, { signal: abort.signal }))
        .catch((error: unknown) => error),
    )
    await eventually(() => expect(seen.calls).toBe(before + 50))
    await expect(as('gateway').act({ do: 'echo' }, within(1000))).rejects.toMatchObject({
      kind: 'resource_exhausted',
      reason: 'TOO_MANY_CALLS',
    })
    abort.abort()
    await Promise.all(waiting)
    await eventually(async () =>
      expect((await as('gateway').act({ do: 'echo', text: 'ok' }, within(1000))).text).toBe('ok'),
    )
  })

  if (transport === 'over TCP') {
    test('a caller with the wrong secret is nobody', async () => {
      await expect(as('gateway', 'a wrong secret').act({ do: 'echo' }, within(1000))).rejects.toMatchObject({
        kind: 'unauthenticated',
        reason: 'PEER_UNKNOWN',
      })
    })
  }
})

test('an idempotent call delivered twice runs twice and answers once', async () => {
  const client = testClient({
    channel: new InProcessChannel({
      dispatcher: testDispatcher(),
      peer: 'gateway',
      deliverTwice: true,
    }).asChannel(),
  })
  const before = seen.calls
  expect((await client.act({ do: 'echo', text: 'once' }, { deadlineAt: Date.now() + 1000 })).text).toBe(
    'once',
  )
  expect(seen.calls).toBe(before + 2)
})

test('a method without a rule keeps the service from starting', () => {
  const verifier = createTokenVerifier({ fetchKeySet: async () => '', denyList: createDenyList() })
  const options = {
    verifier,
    logger: createLogger({ level: 'silent', name: 'test' }),
    metrics: createMetrics(),
    maxInFlight: 5,
  }
  expect(() =>
    createDispatcher({ ...options, registrations: [{ definition, handlers: { act } as never }], rules: {} }),
  ).toThrow('declares no access rule')
  expect(() =>
    createDispatcher({ ...options, registrations: [{ definition, handlers: { act } as never }], rules }),
  ).toThrow('has no handler')
})
