import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** AES-256-GCM: 12 bytes nonce, 16 bytes tag, then the text. */
export interface Sealer {
  seal(plain: Uint8Array): Buffer
  /** Throws when the bytes were changed or sealed with a key that is not known. */
  open(sealed: Uint8Array): Buffer
}

/** Seals with the first key of 32 bytes and opens what any of them sealed. */
export function sealerOf(keys: readonly [Buffer, ...Buffer[]]): Sealer {
  return {
    seal(plain) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', keys[0], nonce)
      const text = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), text])
    },
    open(sealed) {
      const bytes = Buffer.from(sealed)
      let refused: unknown
      for (const key of keys) {
        try {
          return openWith(key, bytes)
        } catch (error) {
          refused ??= error
        }
      }
      throw refused
    },
  }
}

function openWith(key: Buffer, bytes: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAuthTag(
    bytes.subarray(12, 28),
  )
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
}
