import { randomFillSync } from 'node:crypto'

const VALID = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
const SAMPLED = 1

/** A child of the given W3C traceparent, or a new trace. The sampled flag is kept unless `sampled` is given. */
export function nextTraceparent(parent: string | undefined, sampled?: boolean): string {
  const isValid = isTraceparent(parent)
  const trace = isValid ? traceIdOf(parent) : randomHex(16)
  return `00-${trace}-${randomHex(8)}-${(sampled ?? (isValid && hasFlag(parent))) ? '01' : '00'}`
}

export function isTraceparent(text: string | undefined): text is string {
  return text !== undefined && VALID.test(text)
}

/** Whether this trace is sampled. */
export function isSampled(traceparent: string | undefined): traceparent is string {
  // Called on each RPC, and most traces are not sampled.
  return (
    traceparent !== undefined &&
    !traceparent.endsWith('-00') &&
    isTraceparent(traceparent) &&
    hasFlag(traceparent)
  )
}

const hasFlag = (traceparent: string) => (Number.parseInt(traceparent.slice(53), 16) & SAMPLED) === SAMPLED

/** Filled for a few hundred ids at a time: a system call for each was a measurable share of a request. */
const random = Buffer.alloc(4096)
let used = random.length

export function randomHex(bytes: number): string {
  if (used + bytes > random.length) {
    randomFillSync(random)
    used = 0
  }
  return random.toString('hex', used, (used += bytes))
}

/** The 32 hex digits that all log lines and problems of one request share. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35)
}

export function spanIdOf(traceparent: string): string {
  return traceparent.slice(36, 52)
}
