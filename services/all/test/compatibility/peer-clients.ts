import { Client, Metadata, credentials, type ServiceError } from '@grpc/grpc-js'
import type { JsonObject } from '@bufbuild/protobuf'
import type { OutgoingContext } from '@mymacrotracker/rpc'
import { METHODS_HERE } from './message-differences.ts'
import { asRelease, decode, encode, type Schema } from './schema.ts'
import { SECRET, type SpreadHouse } from './spread-house.ts'

/** An answer, or the reason of a refusal. */
export type Outcome = JsonObject

/** Asks a method with the JSON of its request, as some peer with somebody's token. */
export interface PeerClient {
  ask(path: string, request: JsonObject, as: { peer: string; token?: string }): Promise<Outcome>
  close(): void
}

const DEADLINE_MS = 10_000
const same = (bytes: Buffer) => bytes

/**
 * A caller as another release has it: its contracts, and stock gRPC for all else. What goes beside a message is part of
 * what was released, so the names stand here a second time.
 */
export function clientOfRelease(service: string, schema: Schema, address: string): PeerClient {
  const client = new Client(address, credentials.createInsecure())
  return {
    ask: (path, request, { peer, token }) =>
      new Promise((resolve, reject) => {
        const { input, output } = schema.methods.get(path) ?? fail(`${service} did not release ${path}`)
        const metadata = new Metadata()
        metadata.set('mmt-peer', peer)
        metadata.set('mmt-peer-secret', SECRET)
        if (token) metadata.set('authorization', `Bearer ${token}`)
        client.makeUnaryRequest(
          path,
          same,
          same,
          asRelease(input, encode(input, request)),
          metadata,
          { deadline: Date.now() + DEADLINE_MS },
          (error: ServiceError | null, answer) => {
            const reason = error?.metadata.get('mmt-reason')[0]?.toString()
            if (reason) resolve({ refused: reason })
            else if (error) reject(error)
            else resolve(decode(output, answer!) as JsonObject)
          },
        )
      }),
    close: () => client.close(),
  }
}

/** A caller of this build; what it says and hears is shown through a release's contracts. */
export function clientOfThisBuild(
  house: SpreadHouse,
  service: string,
  schema: Schema,
): Omit<PeerClient, 'close'> {
  return {
    async ask(path, request, { peer, token }) {
      const { input, output } = schema.methods.get(path)!
      const here = METHODS_HERE.get(path)!
      const [, feature, name] = /\.(\w+)Service\/(\w+)$/.exec(path)!
      const lower = (word: string) => `${word[0]!.toLowerCase()}${word.slice(1)}`
      const methods = house.clientsAs(peer)[service as 'events'] as unknown as Record<
        string,
        Record<string, (request: unknown, context: OutgoingContext) => Promise<unknown>>
      >
      const context = { deadlineAt: Date.now() + DEADLINE_MS, ...(token && { token }) }
      try {
        const answer = await methods[lower(feature!)]![lower(name!)]!(
          here.requestDeserialize(encode(input, request)),
          context,
        )
        return decode(output, here.responseSerialize(answer)) as JsonObject
      } catch (error) {
        return { refused: (error as { reason: string }).reason }
      }
    },
  }
}

function fail(message: string): never {
  throw new Error(message)
}
