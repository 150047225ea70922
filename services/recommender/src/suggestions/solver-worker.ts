import { parentPort, workerData } from 'node:worker_threads'
import loadHighs from 'highs'
import type { SolverAnswer, SolverTask } from './solver.ts'

// Runs HiGHS apart from the event loop: a solve is synchronous. `cancelled` is shared memory, because a message would wait
// for the end of the solve it is to stop; ids grow, so what is at or below it is over.
const { cancelled } = workerData as { cancelled: Int32Array }
// Its types describe the CommonJS build, where the function is one `default` further in than in the module that is loaded.
const highs = await (loadHighs as unknown as typeof loadHighs.default)()
const { mipInterrupt } = highs.constants.callbackType
const { optimal } = highs.constants.modelStatus
const FEASIBLE = 2

parentPort!.on('message', (task: SolverTask) => {
  const answer: SolverAnswer = { id: task.id, ...solve(task) }
  parentPort!.postMessage(answer)
})

const NOTHING = { values: undefined, isBest: false }

/** The best found within the limit, if anything was, and whether it is the best there is. */
function solve({
  id,
  model: text,
  deadlineAt,
  timeLimitMs,
  absoluteGap,
}: SolverTask): Omit<SolverAnswer, 'id'> {
  const isCancelled = () => Atomics.load(cancelled, 0) >= id
  const leftMs = Math.min(timeLimitMs, deadlineAt - Date.now())
  if (leftMs <= 0 || isCancelled()) return NOTHING
  return highs.withModel({ format: 'lp', data: text }, (model) => {
    model.options.set({
      output_flag: false,
      time_limit: leftMs / 1000,
      mip_abs_gap: absoluteGap,
      random_seed: 1,
      // On models as small as a meal these cost more than they gain: measured 45 ms of CPU instead of 60.
      mip_heuristic_run_feasibility_jump: false,
      mip_detect_symmetry: false,
      mip_heuristic_run_rins: false,
      mip_heuristic_run_rens: false,
      mip_allow_restart: false,
    })
    model.run({
      [mipInterrupt]: (event) => {
        if (isCancelled()) event.interrupt()
        return undefined
      },
    })
    if (model.info.get('primal_solution_status') !== FEASIBLE) return NOTHING
    const values = Object.fromEntries(
      Array.from(model.getSolution().colValue, (value, at) => [model.getColName(at), value]),
    )
    return { values, isBest: model.getModelStatus() === optimal }
  })
}
