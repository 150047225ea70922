const SIGNALS = ['SIGINT', 'SIGTERM'] as const
/** What a shell says of a command that was interrupted. */
export const INTERRUPTED = 130
/** A terminal and a launcher may both pass on one Ctrl-C: what follows within so long is the same wish. */
const SAME_WISH_MS = 1000
/** What a stop may take beyond the requests that are under way: facts on their way out, connections that answer no more. */
const BEYOND_GRACE_MS = 5000

/**
 * A signal while a process is still starting, or runs a command, ends it at once: as process 1 of a container it would not be
 * heard otherwise. Answers how to stop listening.
 */
export function leaveOnSignal(leave: () => Promise<void> = async () => {}, exitCode = 0): () => void {
  const handle = () => {
    void leave().finally(() => process.exit(exitCode))
  }
  for (const each of SIGNALS) process.once(each, handle)
  return () => {
    for (const each of SIGNALS) process.off(each, handle)
  }
}

/**
 * Waits for SIGINT or SIGTERM, then stops, within the grace and a little more. Answers whether everything was finished.
 * A further signal ends the process at once.
 */
export async function runUntilSignal(stop: () => Promise<void>, graceMs: number): Promise<boolean> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const each of SIGNALS) process.once(each, () => resolve(each))
  })
  const wishedAtMs = Date.now()
  for (const each of SIGNALS)
    process.on(each, () => {
      if (Date.now() - wishedAtMs > SAME_WISH_MS) process.exit(130)
    })
  console.error(`\n${signal}: finishing what is under way`)
  const limit = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => limit.resolve(false), graceMs + BEYOND_GRACE_MS)
  const finished = await Promise.race([stop().then(() => true), limit.promise])
  clearTimeout(timer)
  if (!finished)
    console.error(
      `not everything could be finished within ${(graceMs + BEYOND_GRACE_MS) / 1000} s; what was acknowledged is in the database`,
    )
  return finished
}
