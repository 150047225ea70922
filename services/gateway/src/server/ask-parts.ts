import { setTimeout as sleep } from 'node:timers/promises'
import { ServiceError, type ErrorKind } from '@mymacrotracker/errors'
import type { RequestCall } from './route.ts'

/** A part of a screen may take this long; then the screen goes without it. */
const PART_MS = 800
/** And so long after another part has come, when that one was late itself. */
const GRACE_MS = 300

export interface Parts {
  /** What the part answers, or undefined with its name among the unavailable. */
  ask<T>(name: string, question: (call: RequestCall) => Promise<T>): Promise<T | undefined>
  /** Names of the parts that did not answer, in alphabetical order. */
  unavailable(): string[]
}

interface PartsOptions {
  /** What is the caller's own fault, and fails the whole. */
  passOn?: readonly ErrorKind[]
  /** Without any part there is no answer: nobody gives up on one before another has something, as long as the request may take. */
  needsOne?: boolean
}

/** Asks services for parts of one answer: a dead or slow one costs its own part. */
export function askParts(
  call: RequestCall,
  { passOn = ['unauthenticated', 'invalid'], needsOne = false }: PartsOptions = {},
): Parts {
  const missing = new Set<string>()
  const { promise: somethingThere, resolve: isThere } = Promise.withResolvers<void>()
  const inTime = <T>(question: (call: RequestCall) => Promise<T>): Promise<T> => {
    if (!needsOne) return question({ ...call, deadlineAt: Math.min(call.deadlineAt, Date.now() + PART_MS) })
    const given = new AbortController()
    const tooLate = Promise.all([
      sleep(PART_MS, undefined, { ref: false }),
      somethingThere.then(() => sleep(GRACE_MS, undefined, { ref: false })),
    ]).then(() => {
      given.abort()
      throw new Error('another part is there, and this one takes too long')
    })
    return Promise.race([
      question({ ...call, signal: AbortSignal.any([call.signal, given.signal]) }),
      tooLate,
    ])
  }
  return {
    async ask(name, question) {
      try {
        const answer = await inTime(question)
        if (answer !== undefined) isThere()
        return answer
      } catch (error) {
        if (error instanceof ServiceError && passOn.includes(error.kind)) throw error
        missing.add(name)
        return undefined
      }
    },
    unavailable: () => [...missing].toSorted(),
  }
}
