/** Whom a call is for and who makes it. They differ when a coach acts for a client. */
export interface Identity {
  subjectId: string
  actorId: string
  sessionId: string
  scopes: ReadonlySet<string>
}

/** Claims and headers of every access token. */
export const ISSUER = 'mymacrotracker'
export const AUDIENCE = 'mymacrotracker-api'
export const TOKEN_TYPE = 'at+jwt'
export const TOKEN_ALGORITHM = 'EdDSA'
