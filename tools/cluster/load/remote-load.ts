import type { Audit } from './audit.ts'
import type { Figures } from './figures.ts'
import type { LoadOptions } from './load.ts'
import { startRemote } from './remote.ts'

export interface Report {
  figures: Figures[]
  audit: Audit
  faults: string[]
}

/** A load that runs in the network where the cluster can be reached. */
export interface RemoteLoad {
  /** Starts a phase. */
  mark(phase: string): void
  /** Stops the load and reads every diary. */
  stop(): Promise<Report>
  /** Ends it without a report, if it is still running. */
  kill(): void
}

/** Resolves once everybody has signed up and the first requests are on their way. */
export async function startRemoteLoad(options: LoadOptions, trace?: string): Promise<RemoteLoad> {
  const { urls, perSecond, people, retryForMs } = options
  const remote = await startRemote('main.ts', [
    ...urls.flatMap((url) => ['--url', url]),
    `--per-second=${perSecond}`,
    `--people=${people}`,
    `--retry-for-ms=${retryForMs}`,
    ...(trace ? [`--trace=${trace}`] : []),
  ])
  return {
    mark: (phase) => remote.send(`mark ${phase}`),
    async stop() {
      remote.leave()
      const report = await remote.next<Report>()
      await remote.end()
      return report
    },
    kill: () => remote.leave('quit'),
  }
}
