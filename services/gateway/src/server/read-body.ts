import { InvalidError } from '@mymacrotracker/errors'
import express, { type Request, type Response } from 'express'

/** The largest honest body, an own food with fifty portions, has some 10 KiB. */
const MAX_BODY_BYTES = 128 * 1024
const rawBody = express.raw({ type: () => true, limit: MAX_BODY_BYTES })
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The body's bytes, unpacked. The limit holds for what is sent and for what it unpacks to. */
export async function readBody(request: Request, response: Response): Promise<Buffer> {
  if (!request.is('application/json') && hasBody(request)) throw unsupported()
  if (/charset="?(?!utf-?8)/i.test(request.headers['content-type'] ?? '')) throw unsupported()
  await new Promise<void>((resolve, reject) =>
    rawBody(request, response, (error?: unknown) => (error ? reject(bodyFault(error)) : resolve())),
  )
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}

export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown
  } catch {
    throw new InvalidError('BODY_MALFORMED', 'the body is not JSON in UTF-8')
  }
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function bodyFault(error: unknown): Error {
  const { type } = error as { type?: string }
  if (type === 'entity.too.large')
    return new InvalidError('BODY_TOO_LARGE', `a body is at most ${MAX_BODY_BYTES} bytes`)
  if (type === 'encoding.unsupported') return unsupported()
  return new InvalidError('BODY_MALFORMED', 'the body cannot be read', { cause: error })
}

function unsupported(): InvalidError {
  return new InvalidError('UNSUPPORTED_MEDIA_TYPE', 'the body must be application/json in UTF-8')
}
