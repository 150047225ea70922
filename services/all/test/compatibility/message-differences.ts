import { isDeepStrictEqual } from 'node:util'
import type { DescMessage } from '@bufbuild/protobuf'
import { SERVICES, TOPICS, type Topic } from '@mymacrotracker/contracts'
import { sampleMessages } from './sample-messages.ts'
import { decode, encode, type Schema } from './schema.ts'

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
/** The topics of this build. */
export const TOPICS_HERE = TOPICS as readonly Topic<unknown>[]

type ThroughThisBuild = (bytes: Buffer) => Uint8Array

/**
 * Every request, answer and fact of a release, written by it, read and written again by this build, and read by it once
 * more. Answers what has not come back as it went.
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
  const facts = TOPICS_HERE.filter(({ type }) => schema.registry.getMessage(type)).flatMap((topic) =>
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
