import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ResourceExhaustedError, UnavailableError } from '@mymacrotracker/errors'
import type { Logger } from '@mymacrotracker/telemetry'
import { LRUCache } from 'lru-cache'

/** Solves mixed-integer programmes, one at a time, in a thread of its own. A text that was solved to its end is not solved again. */
export interface Solver {
  /**
   * The best values found, by variable name; undefined when none was found in time. Rejects with CANCELLED when the
   * signal is aborted, and with SOLVER_BUSY at once when too many wait.
   */
  solve(model: string, options: { deadlineAt: number; signal: AbortSignal }): Promise<Values | undefined>
  /** Starts the thread before anybody waits for it: loading the solver takes longer than a home screen gives it. */
  warm(): Promise<void>
  stop(): Promise<void>
}

export type Values = Readonly<Record<string, number>>
export interface SolverTask {
  id: number
  model: string
  deadlineAt: number
  timeLimitMs: number
  absoluteGap: number
}
/** `isBest`: nothing better can be found, so that the same model need not be solved again. */
export interface SolverAnswer {
  id: number
  values: Values | undefined
  isBest: boolean
}

interface SolverOptions {
  logger: Logger
  startWorker?: (cancelled: Int32Array) => Worker
}
interface Job {
  task: SolverTask
  tries: number
  done(values: Values | undefined): void
}

/** Jobs that may wait: at some 50 ms each the last one begins within 2 s. */
export const MAX_WAITING = 32
/** One solve at most; an ordinary one takes 20 to 100 ms. */
const TIME_LIMIT_MS = 1000
/** Of the cost in meal-model.ts, where all of the energy missing costs 3: 3 % of the energy, nothing a kitchen would notice. */
const ABSOLUTE_GAP = 0.08
/** How long after its deadline a solve may still run before its thread is ended. */
const OVERDUE_MS = 1000
/** The thread keeps the deadline itself and answers the best so far; this long it is waited for. */
const GRACE_MS = 30
/** A home screen is opened many times a day and asks for the same plates until something is eaten. A solution takes 10 kB with its model. */
const MOST_REMEMBERED = 300
/** A job whose thread died is tried once more: it need not have been the cause. */
const MAX_TRIES = 2

export function createSolver({ logger, startWorker = startSolverWorker }: SolverOptions): Solver {
  const cancelled = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const waiting: Job[] = []
  const remembered = new LRUCache<string, Values>({ max: MOST_REMEMBERED })
  let running: Job | undefined
  let worker: Worker | undefined
  let overdue: NodeJS.Timeout | undefined
  let lastId = 0
  let isStopped = false

  const finish = (values: Values | undefined) => {
    clearTimeout(overdue)
    const job = running
    running = undefined
    job?.done(values)
    next()
  }
  const next = () => {
    if (running || isStopped) return
    running = waiting.shift()
    if (!running) return
    running.tries++
    worker ??= open()
    worker.postMessage(running.task)
    overdue = setTimeout(
      () => {
        logger.warn('the solver is overdue: its thread is ended, the next job starts another')
        void worker?.terminate()
      },
      running.task.deadlineAt - Date.now() + OVERDUE_MS,
    )
  }
  const open = (): Worker => {
    const opened = startWorker(cancelled)
    opened.unref()
    opened.on('message', ({ id, values, isBest }: SolverAnswer) => {
      if (id !== running?.task.id) return
      if (values && isBest) remembered.set(running.task.model, values)
      finish(values)
    })
    opened.on('error', (error) => logger.error({ err: error }, 'the solver failed'))
    opened.on('exit', () => {
      if (worker === opened) worker = undefined
      if (!running || isStopped) return
      if (running.tries >= MAX_TRIES || Date.now() >= running.task.deadlineAt) return finish(undefined)
      clearTimeout(overdue)
      waiting.unshift(running)
      running = undefined
      next()
    })
    return opened
  }
  /** Takes a job out of the queue, or stops it where it is. */
  const cancel = (job: Job) => {
    const at = waiting.indexOf(job)
    if (at >= 0) waiting.splice(at, 1)
    if (job === running) Atomics.store(cancelled, 0, job.task.id)
  }

  return {
    solve: (model, { deadlineAt, signal }) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(gone())
        const known = remembered.get(model)
        if (known) return resolve(known)
        if (isStopped) return reject(new UnavailableError('SOLVER_STOPPED', 'the process is stopping'))
        if (waiting.length >= MAX_WAITING)
          return reject(
            new ResourceExhaustedError('SOLVER_BUSY', 'too many suggestions are being worked out', {
              retryAfterMs: 500,
            }),
          )
        const task = {
          id: ++lastId,
          model,
          deadlineAt,
          timeLimitMs: TIME_LIMIT_MS,
          absoluteGap: ABSOLUTE_GAP,
        }
        const settle = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', abort)
        }
        const job: Job = {
          task,
          tries: 0,
          done: (values) => {
            settle()
            resolve(values)
          },
        }
        const abort = () => {
          settle()
          cancel(job)
          reject(gone())
        }
        const timer = setTimeout(
          () => {
            settle()
            cancel(job)
            resolve(undefined)
          },
          Math.max(0, deadlineAt - Date.now()) + GRACE_MS,
        )
        signal.addEventListener('abort', abort, { once: true })
        waiting.push(job)
        next()
      }),
    async warm() {
      if (!isStopped) worker ??= open()
    },
    async stop() {
      isStopped = true
      for (const job of [...waiting.splice(0), ...(running ? [running] : [])]) job.done(undefined)
      clearTimeout(overdue)
      running = undefined
      await worker?.terminate()
    },
  }
}

const gone = () => new UnavailableError('CANCELLED', 'the call was cancelled')

/** The worker's file stands beside this one, built or not. */
export function startSolverWorker(cancelled: Int32Array): Worker {
  return new Worker(new URL(`./solver-worker${extname(import.meta.filename)}`, import.meta.url), {
    workerData: { cancelled },
    name: 'recommender-solver',
  })
}
