import { ServiceError } from '@mymacrotracker/errors'
import type { ErrorKind } from '@mymacrotracker/errors'
import type { RequestCall } from './route.ts'

/** A part of a screen may take this long; then the screen goes without it. */
const PART_MS = 800

export interface Parts {
  /** What the part answers, or undefined with its name among the unavailable. */
  ask<T>(name: string, question: (call: RequestCall) => Promise<T>): Promise<T | undefined>
  /** Names of the parts that did not answer, in alphabetical order. */
  unavailable(): string[]
}

/** Asks services for parts of one answer: a dead or slow one costs its own part. What the caller did wrong (`passOn`) fails the whole. */
export function askParts(call: RequestCall, passOn: readonly ErrorKind[] = ['unauthenticated', 'invalid']): Parts {
  const missing = new Set<string>()
  return {
    async ask(name, question) {
      try {
        return await question({ ...call, deadlineAt: Math.min(call.deadlineAt, Date.now() + PART_MS) })
      } catch (error) {
        if (error instanceof ServiceError && passOn.includes(error.kind)) throw error
        missing.add(name)
        return undefined
      }
    },
    unavailable: () => [...missing].toSorted(),
  }
}
