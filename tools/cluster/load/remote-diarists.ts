import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from '../../images/services.ts'
import type { Audit } from './audit.ts'

/** What people can be told to do, and what they answer. */
export interface Answers {
  /** Keep their diaries until they are told to hold. */
  write: object
  /** Answered when nothing is under way any more. */
  hold: object
  /** Keep in mind what they have been told until now. */
  remember: object
  /** Change their names in the profile. */
  rename: object
  /** Expect what they remember, and nothing of later. */
  'go back': { kept: number; lost: number }
  /** Try the session they have, then sign in anew. */
  'sign in': { people: number; refused: number }
  /** Compare what is there with what they expect. */
  audit: Audit
}

export interface RemoteDiarists {
  ask<Wish extends keyof Answers>(wish: Wish): Promise<Answers[Wish]>
  kill(): void
}

/** Answers once everybody has signed up, in the network where a cluster can be reached. */
export async function startDiarists(url: string): Promise<RemoteDiarists> {
  const child = spawn(
    join(ROOT, 'k8s/cluster/three-zones'),
    ['in', 'node', join(import.meta.dirname, 'diarists.ts'), '--url', url],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  child.stdin.on('error', () => {})
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async <T>(): Promise<T> => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`the diarists ended with code ${String((await exited)[0])}`)
    return JSON.parse(value) as T
  }
  await next<{ ready: true }>()
  return {
    async ask<Wish extends keyof Answers>(wish: Wish) {
      child.stdin.write(`${wish}\n`)
      const answer = await next<Answers[Wish] & { error?: string }>()
      if (answer.error !== undefined) throw new Error(`"${wish}": ${answer.error}`)
      return answer
    },
    kill: () => {
      child.stdin.end()
    },
  }
}
