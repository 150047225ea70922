/** A terminal and a launcher may both pass on one Ctrl-C: what follows within so long is the same wish. */
const SAME_WISH_MS = 1000

/** Waits for SIGINT or SIGTERM, then stops. A further signal ends the process at once. */
export async function runUntilSignal(stop: () => Promise<void>): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const each of ['SIGINT', 'SIGTERM'] as const) process.once(each, () => resolve(each))
  })
  const wishedAtMs = Date.now()
  for (const each of ['SIGINT', 'SIGTERM'] as const) process.on(each, () => { if (Date.now() - wishedAtMs > SAME_WISH_MS) process.exit(130) })
  console.error(`\n${signal}: finishing what is under way`)
  await stop()
}
