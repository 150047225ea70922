import { setTimeout as sleep } from 'node:timers/promises'
import type { MethodRule } from '@mymacrotracker/contracts'
import { InvalidError, UnavailableError } from '@mymacrotracker/errors'
import {
  connect,
  createDenyList,
  createDispatcher,
  createTokenVerifier,
  type CallContext,
  type ClientOptions,
  type Dispatcher,
  type OutgoingContext,
  type Connection,
  type RpcClient,
  type ServiceRegistration,
  type UserCallContext,
} from '@mymacrotracker/rpc'
import { createLogger, createMetrics } from '@mymacrotracker/telemetry'

// A service of its own over JSON, so that every behaviour can be provoked.
export interface Ask {
  do: string
  text?: string
  size?: number
}
export interface Answer {
  text: string
  userId?: string
  peer?: string
  key?: string
  trace?: string
}

const json = <T>() => ({
  to: (value: T) => Buffer.from(JSON.stringify(value)),
  from: (bytes: Buffer) => JSON.parse(bytes.toString()) as T,
})
const method = <Stream extends boolean>(name: string, responseStream: Stream) => ({
  path: `/test.v1.TestService/${name}`,
  requestStream: false as const,
  responseStream,
  requestSerialize: json<Ask>().to,
  requestDeserialize: json<Ask>().from,
  responseSerialize: json<Answer>().to,
  responseDeserialize: json<Answer>().from,
})
export const definition = {
  act: method('Act', false),
  actAsUser: method('ActAsUser', false),
  count: method('Count', true),
} as const
const rule = (access: MethodRule['access']): MethodRule => ({
  access,
  callers: ['gateway'],
  scope: '',
  idempotent: true,
})
export const rules = {
  [definition.act.path]: rule('PUBLIC'),
  [definition.actAsUser.path]: rule('USER'),
  [definition.count.path]: rule('PUBLIC'),
}

export const seen: { cancelled: number; calls: number } = { cancelled: 0, calls: 0 }

export async function act({ do: what, text = '', size = 0 }: Ask, context: CallContext): Promise<Answer> {
  seen.calls++
  if (what === 'echo')
    return {
      text,
      peer: context.peer,
      ...(context.idempotency && { key: `${context.idempotency.key}/${context.idempotency.requestHash}` }),
      trace: context.traceparent,
    }
  if (what === 'big') return { text: 'x'.repeat(size) }
  if (what === 'pause') return sleep(size, { text })
  if (what === 'invalid') throw InvalidError.field('amount.grams', 'OUT_OF_RANGE', 'größer als 0 bitte')
  if (what === 'unavailable')
    throw new UnavailableError('FOOD_UNAVAILABLE', 'not now', { retryAfterMs: 1234 })
  if (what === 'bug') throw new Error('select secret from users')
  await new Promise<void>((_resolve, reject) => {
    context.signal.addEventListener('abort', () => {
      seen.cancelled++
      reject(new Error('aborted'))
    })
  })
  return { text: 'never' }
}

export async function* count({ size = 0 }: Ask): AsyncGenerator<Answer> {
  let at = 0
  try {
    for (; at < size; at++) {
      await sleep(1)
      yield { text: String(at) }
    }
  } finally {
    if (at < size) seen.cancelled++
  }
}

export type TestClient = RpcClient<typeof definition> & Pick<Connection, 'connect' | 'close'>

export function testClient(options: ClientOptions): TestClient {
  const connection = connect(options)
  return { ...connection.client(definition), connect: connection.connect, close: connection.close }
}

export const SECRET = 'a shared secret for tests'

/** A dispatcher that says its own name when it is asked to `name`. */
export function testDispatcher({
  keySet = '{"keys":[]}',
  name = 'test',
  maxInFlight = 500,
  registrations,
}: {
  keySet?: string
  name?: string
  maxInFlight?: number
  registrations?: readonly ServiceRegistration[]
} = {}): Dispatcher {
  const verifier = createTokenVerifier({ fetchKeySet: async () => keySet, denyList: createDenyList() })
  const named = async (ask: Ask, context: CallContext) =>
    ask.do === 'name' ? { text: name } : act(ask, context)
  return createDispatcher({
    registrations: registrations ?? [
      {
        definition,
        handlers: {
          act: named,
          actAsUser: async (_ask: Ask, context: UserCallContext) => ({ text: '', userId: context.userId }),
          count,
        } as never,
      },
    ],
    verifier,
    logger: createLogger({ level: 'silent', name: 'test' }),
    metrics: createMetrics(),
    maxInFlight,
    ...(!registrations && { rules }),
  })
}

export const within = (ms: number, more: Partial<OutgoingContext> = {}): OutgoingContext => ({
  deadlineAt: Date.now() + ms,
  ...more,
})
