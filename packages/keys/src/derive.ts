import { hkdfSync } from 'node:crypto'

/** HKDF-SHA-256 without salt: 32 bytes from a secret of 32, other ones for each `info`. */
export function derive(secret: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `mymacrotracker/${info}`, 32))
}
