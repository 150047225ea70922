import type { Audit } from './audit.ts'
import { startRemote } from './remote.ts'

/** What the people can be asked to do, and the results. */
export interface Results {
  /** Keep their diaries until asked to pause. */
  write: object
  /** Returns when nothing is under way any more. */
  pause: object
  /** Take a snapshot of what was acknowledged so far. */
  snapshot: object
  /** Change their names in the profile. */
  rename: object
  /** Expect the snapshot from now on, and nothing later. */
  'go back': { kept: number; lost: number }
  /** Try the current session, then sign in again. */
  'sign in': { people: number; refused: number }
  /** Compare the stored diaries with what they expect. */
  audit: Audit
}

export interface RemoteDiarists {
  ask<Action extends keyof Results>(action: Action): Promise<Results[Action]>
  kill(): void
}

/** Resolves once everybody has signed up, in the network where the cluster can be reached. */
export async function startDiarists(url: string): Promise<RemoteDiarists> {
  const remote = await startRemote('diarists.ts', ['--url', url])
  return {
    async ask<Action extends keyof Results>(action: Action) {
      remote.send(action)
      const result = await remote.next<Results[Action] & { error?: string }>()
      if (result.error !== undefined) throw new Error(`"${action}": ${result.error}`)
      return result
    },
    kill: () => remote.leave(),
  }
}
