import { randomFillSync } from 'node:crypto'

const VALID = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

/** The given W3C traceparent with a span of its own, or a new trace. */
export function nextTraceparent(parent: string | undefined): string {
  const trace = parent && VALID.test(parent) ? parent.slice(3, 35) : randomHex(16)
  return `00-${trace}-${randomHex(8)}-01`
}

/** Filled a few hundred ids at a time: a system call for each was a visible share of a request. */
const random = Buffer.alloc(4096)
let used = random.length

function randomHex(bytes: number): string {
  if (used + bytes > random.length) {
    randomFillSync(random)
    used = 0
  }
  return random.toString('hex', used, used += bytes)
}

/** The 32 hex digits that every log line and problem of one request share. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35)
}
