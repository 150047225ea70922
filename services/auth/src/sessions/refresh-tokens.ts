import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** What a refresh token says of itself; only `secret` proves it. */
export interface RefreshToken {
  userId: string
  sessionId: string
  generation: number
  secret: Uint8Array
}

export interface RefreshTokens {
  /** The token of a session's generation. */
  of(userId: string, sessionId: string, generation: number): { text: string; hash: Uint8Array<ArrayBuffer> }
  /** The same token once more, whichever key it was made with; undefined when this hash is of none. */
  again(userId: string, sessionId: string, generation: number, hash: Uint8Array): string | undefined
  /** Undefined when it has not the form of a refresh token. */
  parse(text: string): RefreshToken | undefined
  /** Whether auth made this token once, whichever generation it is of. */
  isGenuine(token: RefreshToken): boolean
  hasHash(token: RefreshToken, hash: Uint8Array): boolean
}

/** User id (16 bytes), session id (16), generation (4) and secret (32), in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{91}$/
const HEADER_BYTES = 36

/**
 * The secret is HMAC-SHA-256(key, session and generation): 256 bits that a lost answer can be made again from. Made with the
 * first key; while the master key is changed the others are known too.
 */
export function createRefreshTokens([first, ...others]: readonly [Buffer, ...Buffer[]]): RefreshTokens {
  const make = (key: Buffer, userId: string, sessionId: string, generation: number) => {
    const header = headerOf(userId, sessionId, generation)
    const secret = createHmac('sha256', key).update(header).digest()
    return { secret, text: Buffer.concat([header, secret]).toString('base64url'), hash: sha256(secret) }
  }
  return {
    of: (...token) => make(first, ...token),
    again: (userId, sessionId, generation, hash) =>
      [first, ...others]
        .map((key) => make(key, userId, sessionId, generation))
        .find((token) => timingSafeEqual(token.hash, hash))?.text,
    parse(text) {
      if (!TOKEN.test(text)) return undefined
      const bytes = Buffer.from(text, 'base64url')
      if (bytes.toString('base64url') !== text) return undefined
      return {
        userId: uuidOf(bytes.subarray(0, 16)),
        sessionId: uuidOf(bytes.subarray(16, 32)),
        generation: bytes.readUInt32BE(32),
        secret: bytes.subarray(HEADER_BYTES),
      }
    },
    isGenuine: ({ userId, sessionId, generation, secret }) =>
      [first, ...others].some((key) =>
        timingSafeEqual(make(key, userId, sessionId, generation).secret, secret),
      ),
    hasHash: ({ secret }, hash) => timingSafeEqual(sha256(secret), hash),
  }
}

function headerOf(userId: string, sessionId: string, generation: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(userId.replaceAll('-', ''), 0, 'hex')
  header.write(sessionId.replaceAll('-', ''), 16, 'hex')
  header.writeUInt32BE(generation, 32)
  return header
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(bytes).digest())
}
