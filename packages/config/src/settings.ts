import { z } from 'zod'

/** A TCP port; 0 lets the system choose. */
export const port = (fallback: number) => wholeNumber('a port, 0 to 65535', 0, 65_535, fallback)

/** A whole number of milliseconds. */
export const durationMs = (fallback: number, max = 86_400_000 * 366) =>
  wholeNumber(`a whole number of milliseconds up to ${max}`, 0, max, fallback)

/** true or false. */
export const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((text) => text === 'true')
    .default(fallback)

/** Base64 of exactly 32 bytes; several separated by commas, the current one first. */
export const secrets = () =>
  z
    .string()
    .transform((text) => text.split(',').map((each) => Buffer.from(each, 'base64')))
    .refine((all) => all.every(({ length }) => length === 32), {
      error: 'must be base64 of 32 bytes; several separated by commas',
    })
    .transform((all) => all as [Buffer, ...Buffer[]])

/** Names separated by commas. */
export const list = (fallback: readonly string[]) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean),
    )
    .default([...fallback])

function wholeNumber(words: string, min: number, max: number, fallback: number) {
  return z
    .string()
    .regex(/^\d+$/, { error: `must be ${words}` })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: `must be ${words}` })
    .default(fallback)
}
