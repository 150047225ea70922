import { UnauthenticatedError } from '@mymacrotracker/errors'
import { TOKEN_ALGORITHM, TOKEN_TYPE } from './identity.ts'

const SEGMENTS = /^([A-Za-z0-9_-]{2,512})\.([A-Za-z0-9_-]{2,4096})\.([A-Za-z0-9_-]{86})$/
const ALLOWED_HEADERS = new Set(['alg', 'typ', 'kid'])

export const tokenInvalid = () => new UnauthenticatedError('TOKEN_INVALID', 'the access token is not valid')

/**
 * The key id of a token in the strict form: canonical base64url in each segment, and no header that could name a key of its own
 * (`jku`, `x5u`, `jwk`). Libraries accept looser forms.
 */
export function kidOfStrict(token: string): string {
  const segments = SEGMENTS.exec(token)
  if (!segments) throw tokenInvalid()
  for (const segment of segments.slice(1)) {
    if (Buffer.from(segment, 'base64url').toString('base64url') !== segment) throw tokenInvalid()
  }
  let header: Record<string, unknown>
  try {
    header = JSON.parse(Buffer.from(segments[1]!, 'base64url').toString()) as Record<string, unknown>
  } catch {
    throw tokenInvalid()
  }
  if (
    typeof header !== 'object' ||
    header === null ||
    Object.keys(header).some((name) => !ALLOWED_HEADERS.has(name))
  )
    throw tokenInvalid()
  if (header['alg'] !== TOKEN_ALGORITHM || header['typ'] !== TOKEN_TYPE || typeof header['kid'] !== 'string')
    throw tokenInvalid()
  return header['kid']
}
