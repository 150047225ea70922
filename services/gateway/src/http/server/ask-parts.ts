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
export function askParts(call: RequestCall, passOn: readonly ErrorKind[] = ['unauthenticated', 'invalid'], partMs = PART_MS): Parts {
  const missing = new Set<string>()
  return {
    async ask(name, question) {
      try {
        return await question({ ...call, deadlineAt: Math.min(call.deadlineAt, Date.now() + partMs) })
      } catch (error) {
        if (error instanceof ServiceError && passOn.includes(error.kind)) throw error
        missing.add(name)
        return undefined
      }
    },
    unavailable: () => [...missing].toSorted(),
  }
}

/** For an answer that is none without its parts: while it is not enough all are asked once more, for as long as there is time. */
export async function askPartsTwice<T>(call: RequestCall, ask: (parts: Parts) => Promise<T>, isEnough: (answer: T, unavailable: readonly string[]) => boolean): Promise<{ answer: T; unavailable: string[] }> {
  const round = async (parts: Parts) => ({ answer: await ask(parts), unavailable: parts.unavailable() })
  const first = await round(askParts(call))
  return isEnough(first.answer, first.unavailable) ? first : round(askParts(call, undefined, Infinity))
}
