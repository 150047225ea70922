/** The few forms of DER (X.690) that a certificate is made of. */
const tagged = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body])
}

export const sequence = (...parts: readonly Uint8Array[]) => tagged(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]) => tagged(0x31, ...parts)
export const octets = (bytes: Uint8Array) => tagged(0x04, bytes)
export const bits = (bytes: Uint8Array, unused = 0) => tagged(0x03, Buffer.from([unused]), bytes)
export const text = (value: string) => tagged(0x0c, Buffer.from(value, 'utf8'))
export const truth = () => tagged(0x01, Buffer.from([0xff]))
/** `[number]` around what it holds. */
export const explicit = (number: number, inner: Uint8Array) => tagged(0xa0 | number, inner)
/** `[number]` in place of the type of a primitive value. */
export const implicit = (number: number, bytes: Uint8Array) => tagged(0x80 | number, bytes)

/** A whole number of zero or more, given by its bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const leading = bytes[0]! & 0x80 ? [Buffer.from([0])] : []
  return tagged(0x02, ...leading, bytes)
}

export function objectId(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number) as [number, number, ...number[]]
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

/** Years from 2050 on have a form of their own (RFC 5280, 4.1.2.5). */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return at.getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(digits.slice(2)))
    : tagged(0x18, Buffer.from(digits))
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes = Buffer.from(
    length.toString(16).padStart(length < 0x100 ? 2 : length < 0x1_0000 ? 4 : 6, '0'),
    'hex',
  )
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes])
}

function base128(value: number): number[] {
  const groups = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 0x7f) | 0x80)
  return groups
}
