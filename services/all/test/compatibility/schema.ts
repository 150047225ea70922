import { readFileSync, readdirSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import {
  createFileRegistry,
  fromBinary,
  fromJson,
  toBinary,
  toJson,
  type DescMessage,
  type DescMethod,
  type FileRegistry,
  type JsonValue,
} from '@bufbuild/protobuf'
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect'
import { FileDescriptorSetSchema, type FileDescriptorSet } from '@bufbuild/protobuf/wkt'

const RELEASED = resolve('proto/released')

/** What the messages of a release after this one have more than ours (other-releases.ts). */
export const LATER_FIELD = 'said_later'
export const LATER_JSON = 'saidLater'
/** No message contains others that deep. */
const MAX_DEPTH = 8

/** One service's contracts, known at run time alone: how the build of another release reads and writes. */
export interface Schema {
  registry: FileRegistry
  /** By path, such as /mymacrotracker.events.v1.DiaryService/GetDay. */
  methods: ReadonlyMap<string, DescMethod>
  message(typeName: string): DescMessage
}

export const releasedServices = (): string[] =>
  readdirSync(RELEASED)
    .map((file) => basename(file, '.binpb'))
    .sort()

/** A service's last released contracts, as descriptors that may be changed. */
export function releasedFiles(service: string): FileDescriptorSet {
  return fromBinary(FileDescriptorSetSchema, readFileSync(resolve(RELEASED, `${service}.binpb`)))
}

export function schemaOf(files: FileDescriptorSet): Schema {
  const registry = createFileRegistry(files)
  const services = [...registry].filter((each) => each.kind === 'service')
  return {
    registry,
    methods: new Map(
      services.flatMap((service) =>
        service.methods.map((method) => [`/${service.typeName}/${method.name}`, method] as const),
      ),
    ),
    message(typeName) {
      const found = registry.getMessage(typeName)
      if (!found) throw new Error(`${typeName} is not in these contracts`)
      return found
    },
  }
}

export const released = (service: string): Schema => schemaOf(releasedFiles(service))

export function encode(message: DescMessage, json: JsonValue): Buffer {
  return Buffer.from(toBinary(message, fromJson(message, json)))
}

/** What the schema does not know is dropped. */
export function decode(message: DescMessage, bytes: Uint8Array): JsonValue {
  return toJson(message, fromBinary(message, bytes, { readUnknownFields: false }))
}

/** The message as a peer of that release would have written it: nothing it does not know, and all that it alone knows. */
export function asRelease(schema: DescMessage, bytes: Uint8Array): Buffer {
  const message = fromBinary(schema, bytes, { readUnknownFields: false })
  sayMore(reflect(schema, message), 0)
  return Buffer.from(toBinary(schema, message))
}

function sayMore(message: ReflectMessage, depth: number): void {
  for (const field of message.fields) {
    if (field.name === LATER_FIELD) message.set(field, 'more')
    else if (depth > MAX_DEPTH) continue
    else if (field.fieldKind === 'message' && message.isSet(field)) sayMore(message.get(field), depth + 1)
    else if (field.fieldKind === 'list' && field.listKind === 'message')
      for (const item of message.get(field)) sayMore(item as ReflectMessage, depth + 1)
  }
}
