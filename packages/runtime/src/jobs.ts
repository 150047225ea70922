import type { Logger } from '@mymacrotracker/telemetry'
import type { Job } from './module.ts'

/** Runs jobs until stopped; a stop waits for those under way. */
export function startJobs(jobs: readonly Job[], logger: Logger): { stop(): Promise<void> } {
  const abort = new AbortController()
  const loops = jobs.map(async (job) => {
    while (!abort.signal.aborted) {
      await job
        .run(abort.signal)
        .catch((error: unknown) => logger.error({ err: error, job: job.name }, 'a job failed'))
      await pause(job.everyMs, abort.signal)
    }
  })
  return {
    async stop() {
      abort.abort()
      await Promise.all(loops)
    },
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, ms)
    timer.unref()
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
