import { createHash } from 'node:crypto'

/** SHA-256 of what a phone sent, in proto's bytes: the same id with another hash is another thing. */
export function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
