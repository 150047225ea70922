import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Keys and passwords that all come from one secret of 32 bytes. */
export interface MasterKey {
  /** 32 bytes for one purpose; the same each time. */
  derive(purpose: string): Buffer
  /** Encrypts for one purpose. */
  sealer(purpose: string): Sealer
}

/** AES-256-GCM: 12 bytes nonce, 16 bytes tag, then the text. */
export interface Sealer {
  seal(plain: Uint8Array): Buffer
  /** Throws when the bytes were changed or sealed with another key. */
  open(sealed: Uint8Array): Buffer
}

/** The master key of an installation: given, or made once and kept in `<dataDir>/master.key`. */
export async function loadMasterKey({ given, dataDir }: { given?: Buffer | undefined; dataDir: string }): Promise<MasterKey> {
  return masterKeyOf(given ?? await readOrMake(join(dataDir, 'master.key'), dataDir))
}

export function masterKeyOf(secret: Buffer): MasterKey {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `mymacrotracker/${purpose}`, 32))
  return { derive, sealer: (purpose) => sealerOf(derive(purpose)) }
}

async function readOrMake(path: string, dataDir: string): Promise<Buffer> {
  await mkdir(dataDir, { recursive: true })
  const made = randomBytes(32).toString('base64')
  await writeFile(path, `${made}\n`, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error })
  const secret = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64')
  if (secret.length !== 32) throw new Error(`${path} does not hold base64 of 32 bytes`)
  return secret
}

function sealerOf(key: Buffer): Sealer {
  return {
    seal(plain) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const text = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), text])
    },
    open(sealed) {
      const bytes = Buffer.from(sealed)
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
    },
  }
}
