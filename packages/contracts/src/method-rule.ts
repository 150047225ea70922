/** Who may call a method, as its proto declares. */
export interface MethodRule {
  access: 'PUBLIC' | 'USER' | 'SERVICE'
  /** Module names, or ['*']. */
  callers: string[]
  /** Scope the token must carry; empty for none. */
  scope: string
  /** Safe to send twice: declared IDEMPOTENT or NO_SIDE_EFFECTS. */
  idempotent: boolean
}
