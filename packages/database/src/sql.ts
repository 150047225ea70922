/** Runs one statement in the open transaction and returns its rows. */
export interface Sql {
  <Row = Record<string, unknown>>(text: string, params?: readonly unknown[]): Promise<Row[]>
  /**
   * Resolves once the transaction has begun. The first statement travels together with the opening; where row-level
   * security would not refuse it without one, it waits for this.
   */
  begun(): Promise<void>
  /** Runs a statement whose rows nobody needs at the end, together with the commit. */
  atCommit(text: string, params: readonly unknown[]): Promise<void>
  /** Runs `work` once the transaction has committed, and never when it does not. */
  afterCommit(work: () => void): void
}
