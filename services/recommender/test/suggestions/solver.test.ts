import { afterEach, expect, test } from '@jest/globals'
import { eventually } from '@mymacrotracker/testing'
import type { Worker } from 'node:worker_threads'
import { MAX_WAITING, createSolver, startSolverWorker, type Solver } from '../../dist/suggestions/solver.js'

const SMALL = 'Minimize\n c: x\nSubject To\n r: x >= 2.5\nBounds\n x <= 10\nGeneral\n x\nEnd\n'
const [ANOTHER, THIRD] = [SMALL.replace('2.5', '3.5'), SMALL.replace('2.5', '4.5')]
const INFEASIBLE = SMALL.replace('x <= 10', 'x <= 2')
/** A market split problem (Cornuéjols and Dawande 1998): 40 binaries with which branch and bound gets nowhere in seconds. */
const HARD = hardModel()
const soon = () => ({ deadlineAt: Date.now() + 5000, signal: new AbortController().signal })
const logger = { warn() {}, error() {} } as never

let solver: Solver
let workers: Worker[] = []
const start = () => {
  workers = []
  solver = createSolver({
    logger,
    startWorker: (cancelled) => {
      const worker = startSolverWorker(cancelled)
      workers.push(worker)
      return worker
    },
  })
}
afterEach(() => solver.stop())

test('a model is solved to whole numbers, and one without a solution has none', async () => {
  start()
  expect(await solver.solve(SMALL, soon())).toEqual({ x: 3 })
  expect(await solver.solve(INFEASIBLE, soon())).toBeUndefined()
})

test('a model solved to its end is not solved again, and one that was cut short is', async () => {
  start()
  const first = await solver.solve(SMALL, soon())
  await Promise.all(workers.map((worker) => worker.terminate()))
  expect(await solver.solve(SMALL, soon())).toEqual(first)
  expect(workers).toHaveLength(1)
  await eventually(async () =>
    expect(await solver.solve(HARD, { ...soon(), deadlineAt: Date.now() + 400 })).toBeDefined(),
  )
  const startedAt = Date.now()
  await solver.solve(HARD, { ...soon(), deadlineAt: Date.now() + 400 })
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(300)
})

test('no thread is started before there is something to solve', () => {
  start()
  expect(workers).toHaveLength(0)
})

test('a warmed solver has its one thread, and one that stops at once leaves none', async () => {
  start()
  await solver.warm()
  expect(await solver.solve(SMALL, soon())).toEqual({ x: 3 })
  expect(workers).toHaveLength(1)
  await solver.stop()
  start()
  await solver.warm()
  await solver.stop()
  await solver.warm()
  expect(workers.map(({ threadId }) => threadId)).toEqual([-1])
})

test('a solve that reaches its deadline answers the best so far', async () => {
  start()
  await solver.solve(SMALL, soon())
  // On a busy machine a try may find nothing in its time.
  await eventually(async () =>
    expect(await solver.solve(HARD, { ...soon(), deadlineAt: Date.now() + 400 })).toBeDefined(),
  )
})

test('a cancelled solve ends at once and lets the next one in, in the same thread', async () => {
  start()
  await solver.solve(SMALL, soon())
  const gone = new AbortController()
  const hard = solver.solve(HARD, { ...soon(), signal: gone.signal })
  const next = solver.solve(SMALL, soon())
  setTimeout(() => gone.abort(), 100)
  await expect(hard).rejects.toMatchObject({ reason: 'CANCELLED' })
  expect(await next).toEqual({ x: 3 })
  expect(workers).toHaveLength(1)
})

test('a job that is cancelled while it waits never runs', async () => {
  start()
  const gone = new AbortController()
  const first = solver.solve(SMALL, soon())
  const waiting = solver.solve(SMALL, { ...soon(), signal: gone.signal })
  gone.abort()
  await expect(waiting).rejects.toMatchObject({ reason: 'CANCELLED' })
  expect(await first).toEqual({ x: 3 })
})

test('when the thread is killed the job is done by another', async () => {
  start()
  await solver.solve(SMALL, soon())
  const solved = solver.solve(ANOTHER, soon())
  await workers[0]!.terminate()
  expect(await solved).toEqual({ x: 4 })
  expect(await solver.solve(THIRD, soon())).toEqual({ x: 5 })
  expect(workers).toHaveLength(2)
})

test('one job more than may wait is refused at once', async () => {
  start()
  const jobs = Array.from({ length: MAX_WAITING + 1 }, () => solver.solve(SMALL, soon()))
  await expect(solver.solve(SMALL, soon())).rejects.toMatchObject({
    kind: 'resource_exhausted',
    reason: 'SOLVER_BUSY',
  })
  for (const values of await Promise.all(jobs)) expect(values).toEqual({ x: 3 })
})

test('what is waiting when the solver stops is answered with nothing', async () => {
  start()
  const jobs = [solver.solve(HARD, soon()), solver.solve(SMALL, soon())]
  await solver.stop()
  expect(await Promise.all(jobs)).toEqual([undefined, undefined])
  await expect(solver.solve(SMALL, soon())).rejects.toMatchObject({ reason: 'SOLVER_STOPPED' })
})

function hardModel(): string {
  let seed = 7
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % 100
  }
  const variables = Array.from({ length: 40 }, (_, at) => `x${at}`)
  const rows = Array.from({ length: 5 }, (_, row) => {
    const weights = variables.map(random)
    const half = Math.floor(weights.reduce((sum, each) => sum + each, 0) / 2)
    return ` r${row}: ${variables.map((name, at) => `${weights[at]} ${name}`).join(' + ')} + u${row} - o${row} = ${half}`
  })
  return [
    'Minimize',
    ` c: ${rows.map((_, row) => `u${row} + o${row}`).join(' + ')}`,
    'Subject To',
    ...rows,
    'Binary',
    ` ${variables.join(' ')}`,
    'End',
    '',
  ].join('\n')
}
