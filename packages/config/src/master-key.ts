import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Keys and passwords that all come from one secret of 32 bytes; and from others, while the secret is being changed. */
export interface MasterKey {
  /** 32 bytes for one purpose; the same each time. */
  derive(purpose: string): Buffer
  /** The same from each secret, the one that counts first. */
  deriveAll(purpose: string): [Buffer, ...Buffer[]]
  /** Encrypts for one purpose, and opens what any of the secrets sealed. */
  sealer(purpose: string): Sealer
}

/** AES-256-GCM: 12 bytes nonce, 16 bytes tag, then the text. */
export interface Sealer {
  seal(plain: Uint8Array): Buffer
  /** Throws when the bytes were changed or sealed with a key that is not known. */
  open(sealed: Uint8Array): Buffer
}

/** The master key of an installation: given, or made once and kept in `<dataDir>/master.key`. */
export async function loadMasterKey({
  given,
  dataDir,
}: {
  given?: readonly [Buffer, ...Buffer[]] | undefined
  dataDir: string
}): Promise<MasterKey> {
  return masterKeyOf(...(given ?? ([await readOrMake(join(dataDir, 'master.key'), dataDir)] as const)))
}

/** Seals and makes with the first; `others` only open and recognise. */
export function masterKeyOf(secret: Buffer, ...others: readonly Buffer[]): MasterKey {
  const deriveFrom = (purpose: string) => (from: Buffer) =>
    Buffer.from(hkdfSync('sha256', from, Buffer.alloc(0), `mymacrotracker/${purpose}`, 32))
  const deriveAll = (purpose: string): [Buffer, ...Buffer[]] => [
    deriveFrom(purpose)(secret),
    ...others.map(deriveFrom(purpose)),
  ]
  return {
    derive: (purpose) => deriveFrom(purpose)(secret),
    deriveAll,
    sealer: (purpose) => sealerOf(deriveAll(purpose)),
  }
}

async function readOrMake(path: string, dataDir: string): Promise<Buffer> {
  await mkdir(dataDir, { recursive: true })
  const made = randomBytes(32).toString('base64')
  await writeFile(path, `${made}\n`, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const secret = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64')
  if (secret.length !== 32) throw new Error(`${path} does not hold base64 of 32 bytes`)
  return secret
}

function sealerOf(keys: readonly [Buffer, ...Buffer[]]): Sealer {
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
