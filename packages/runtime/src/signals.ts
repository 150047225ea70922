const SIGNALS = ['SIGINT', 'SIGTERM'] as const
/** Exit code of an interrupted command, as shells report it. */
export const INTERRUPTED = 130
/** A terminal and a launcher may both pass on one Ctrl-C: signals this close together count as one. */
const SAME_SIGNAL_MS = 1000
/** What a stop may take beyond the requests under way: facts being relayed, connections that no longer respond. */
const BEYOND_GRACE_MS = 5000

/**
 * Exits at once on a signal, while a process is still starting or runs a command: as process 1 of a container it would not
 * receive one otherwise. Returns a function that stops listening.
 */
export function exitOnSignal(cleanUp: () => Promise<void> = async () => {}, exitCode = 0): () => void {
  const handle = () => {
    void cleanUp().finally(() => process.exit(exitCode))
  }
  for (const each of SIGNALS) process.once(each, handle)
  return () => {
    for (const each of SIGNALS) process.off(each, handle)
  }
}

/**
 * Waits for SIGINT or SIGTERM, then stops, within the grace period and a little more. Returns whether everything was finished.
 * A further signal exits at once.
 */
export async function stopOnSignal(stop: () => Promise<void>, graceMs: number): Promise<boolean> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const each of SIGNALS) process.once(each, () => resolve(each))
  })
  const receivedAtMs = Date.now()
  for (const each of SIGNALS)
    process.on(each, () => {
      if (Date.now() - receivedAtMs > SAME_SIGNAL_MS) process.exit(INTERRUPTED)
    })
  console.error(`\n${signal}: finishing what is under way`)
  const limitMs = graceMs + BEYOND_GRACE_MS
  const limit = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => limit.resolve(false), limitMs)
  const finished = await Promise.race([stop().then(() => true), limit.promise])
  clearTimeout(timer)
  console.error(
    finished
      ? 'stopped'
      : `not everything could be finished within ${limitMs / 1000} s; what was acknowledged is in the database`,
  )
  return finished
}
