import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Audit } from './audit.ts'
import type { Figures } from './figures.ts'
import type { LoadOptions } from './load.ts'

export interface Report {
  figures: Figures[]
  audit: Audit
  faults: string[]
}

/** A load that runs as a process elsewhere, such as in the network where a cluster can be reached. */
export interface RemoteLoad {
  mark(phase: string): void
  /** Stops the load and reads every diary. */
  stop(): Promise<Report>
  /** Ends it without a report, if it still runs. */
  kill(): void
}

interface RemoteLoadOptions extends LoadOptions {
  /** The command that starts Node there, such as `three-zones in node`. */
  node: readonly string[]
  /** File for every request as it went. */
  trace?: string | undefined
}

/** Answers once everybody has signed up and the first requests are on their way. */
export async function startRemoteLoad({
  node: [command, ...args],
  urls,
  perSecond,
  people,
  retryForMs,
  trace,
}: RemoteLoadOptions): Promise<RemoteLoad> {
  const flags = [
    ...urls.flatMap((url) => ['--url', url]),
    '--per-second',
    String(perSecond),
    '--people',
    String(people),
    '--retry-for-ms',
    String(retryForMs),
    ...(trace ? ['--trace', trace] : []),
  ]
  const child = spawn(command!, [...args, join(import.meta.dirname, 'main.ts'), ...flags], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  child.stdin.on('error', () => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async <T>(): Promise<T> => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`the load ended with code ${String((await exited)[0])}`)
    return JSON.parse(value) as T
  }
  await next<{ ready: true }>()
  return {
    mark: (phase) => {
      child.stdin.write(`mark ${phase}\n`)
    },
    async stop() {
      child.stdin.end()
      const report = await next<Report>()
      await exited
      return report
    },
    // By a word: a signal would reach the command alone that started Node there.
    kill: () => {
      if (child.stdin.writable) child.stdin.end('quit\n')
    },
  }
}
