import { isDeepStrictEqual } from 'node:util'
import type { DescMessage } from '@bufbuild/protobuf'
import { SERVICES, TOPICS, type Topic } from '@mymacrotracker/contracts'
import { sampleMessages } from './sample-messages.ts'
import { decode, encode, released, type Schema } from './schema.ts'

interface Method {
  path: string
  requestDeserialize(bytes: Buffer): unknown
  requestSerialize(value: unknown): Buffer
  responseDeserialize(bytes: Buffer): unknown
  responseSerialize(value: unknown): Buffer
}

/** The methods of this build. */
export const METHODS_HERE: ReadonlyMap<string, Method> = new Map(
  Object.values(SERVICES)
    .flatMap((features) => Object.values(features))
    .flatMap((service) => Object.values(service) as Method[])
    .map((method) => [method.path, method]),
)
/** The topics that a release has stated facts on; one that is new in this build has nobody to agree with yet. */
export const RELEASED_TOPICS = (TOPICS as readonly Topic<unknown>[]).filter(({ owner, type }) =>
  released(owner).registry.getMessage(type),
)

type ThroughThisBuild = (bytes: Buffer) => Uint8Array

/**
 * Every request, answer and fact of a release, written by it, read and written again by this build, and read by it once
 * more. Returns what came back changed.
 */
export function differences(schema: Schema): string[] {
  const calls = [...schema.methods].flatMap(([path, { input, output }]) => {
    const here = METHODS_HERE.get(path)
    if (!here) return [`${path}: this build does not have it`]
    return [
      ...lost(`${path} request`, input, (bytes) => here.requestSerialize(here.requestDeserialize(bytes))),
      ...lost(`${path} answer`, output, (bytes) => here.responseSerialize(here.responseDeserialize(bytes))),
    ]
  })
  const facts = RELEASED_TOPICS.filter(({ type }) => schema.registry.getMessage(type)).flatMap((topic) =>
    lost(topic.name, schema.message(topic.type), (bytes) => topic.encode(topic.decode(bytes))),
  )
  return [...calls, ...facts]
}

function lost(title: string, message: DescMessage, through: ThroughThisBuild): string[] {
  return sampleMessages(message).flatMap((sample) => {
    const sent = encode(message, sample)
    const came = decode(message, through(sent))
    return isDeepStrictEqual(came, decode(message, sent))
      ? []
      : [`${title}: sent ${JSON.stringify(sample)}, came back ${JSON.stringify(came)}`]
  })
}
