import { createHash } from 'node:crypto'
import { InvalidError } from '@mymacrotracker/errors'
import type { IdempotencyKey } from '@mymacrotracker/rpc'
import type { Request } from 'express'

/** The access token out of `Authorization: Bearer`. */
export function bearerOf({ headers }: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** The phone's key with the SHA-256 of what it asks for, so that a key used for something else is noticed. */
export function idempotencyOf(request: Request, raw: Buffer): IdempotencyKey | undefined {
  const key = request.get('idempotency-key')
  if (key === undefined) return undefined
  if (!/^[\x20-\x7e]{1,255}$/.test(key))
    throw InvalidError.field(
      'Idempotency-Key',
      'FORMAT_INVALID',
      'must be 1 to 255 printable ASCII characters',
    )
  const requestHash = createHash('sha256')
    .update(`${request.method} ${request.path}\n`)
    .update(raw)
    .digest('hex')
  return { key, requestHash }
}

/** The version in `If-Match: "7"`. Proxies that compress make it `W/"7"`; `*` asks for any version. */
export function expectedVersionOf(request: Request): bigint | undefined {
  const given = request.get('if-match')?.trim()
  if (given === undefined || given === '*') return undefined
  const version = /^(?:W\/)?"?(\d{1,18})"?$/.exec(given)?.[1]
  if (version === undefined)
    throw InvalidError.field('If-Match', 'FORMAT_INVALID', 'must be one version in quotes, such as "7"')
  return BigInt(version)
}
