import {
  ScalarType,
  type DescEnum,
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
} from '@bufbuild/protobuf'

/** Deeper than any contract goes; ends one that contains itself. */
const MAX_DEPTH = 8

/** Messages with every field set, none to its default; together they have every choice of every oneof. */
export function sampleMessages(message: DescMessage): JsonValue[] {
  const choices = Math.max(1, ...oneofSizes(message, new Set()))
  return Array.from({ length: choices }, (_, choice) => sample(message, choice, 0))
}

function oneofSizes(message: DescMessage, seen: Set<string>): number[] {
  if (seen.has(message.typeName)) return []
  seen.add(message.typeName)
  return [
    ...message.oneofs.map(({ fields }) => fields.length),
    ...message.fields.flatMap((field) => (field.message ? oneofSizes(field.message, seen) : [])),
  ]
}

function sample(message: DescMessage, choice: number, depth: number): JsonValue {
  if (message.typeName === 'google.protobuf.Timestamp') return `2026-03-0${1 + (choice % 9)}T10:20:30.456Z`
  if (depth > MAX_DEPTH) return {}
  const fields = message.fields.filter(
    ({ oneof, number }) => !oneof || oneof.fields[choice % oneof.fields.length]!.number === number,
  )
  return Object.fromEntries(
    fields.map((field) => [field.jsonName, fieldValue(field, choice, depth)]),
  ) as JsonObject
}

function fieldValue(field: DescField, choice: number, depth: number): JsonValue {
  if (field.fieldKind === 'map')
    throw new Error(`${field.toString()}: no contract has a map yet; say here how one looks`)
  const one = (at: number): JsonValue => {
    if (field.message) return sample(field.message, choice + at, depth + 1)
    return field.enum ? lastName(field.enum) : scalar(field.scalar!, field.number + at)
  }
  return field.fieldKind === 'list' ? [one(0), one(1)] : one(0)
}

const lastName = ({ values }: DescEnum): string => values.at(-1)!.name

function scalar(type: ScalarType, seed: number): JsonValue {
  switch (type) {
    case ScalarType.STRING:
      return `text ${seed} ✓`
    case ScalarType.BOOL:
      return true
    case ScalarType.BYTES:
      return Buffer.from([0, seed, 255]).toString('base64')
    case ScalarType.DOUBLE:
      return seed + 0.1
    case ScalarType.FLOAT:
      return seed + 0.5
    // Larger than a double holds exactly.
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return String(2n ** 60n + BigInt(seed))
    default:
      return 1000 + seed
  }
}
