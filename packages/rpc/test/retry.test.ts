import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { ConflictError, InvalidError, UnavailableError } from '@mymacrotracker/errors'
import { createRetryPolicy, type Attempt } from '../src/client/retry.ts'
import { UnreachableError } from '../src/client/unreachable.ts'

const NOT_NOW = new UnavailableError('NOT_NOW', 'not now')
const IN_FLIGHT = new ConflictError('REQUEST_IN_FLIGHT', 'still running')
const never = ({ signal }: Attempt) =>
  new Promise<never>((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new UnavailableError('CANCELLED', 'cancelled')))
  })

type Step = (attempt: Attempt) => unknown
/** Runs one call whose sendings do what the steps say, the last of them again and again. */
const run = async (
  steps: readonly Step[],
  { policy = createRetryPolicy(() => 0), idempotent = true, hedged = true, leftMs = 3_000 } = {},
) => {
  const sent: Attempt[] = []
  const send = async (attempt: Attempt) => {
    sent.push(attempt)
    return steps[Math.min(attempt.number, steps.length - 1)]!(attempt)
  }
  const outcome = await policy
    .run({ idempotent, hedged, deadlineAt: Date.now() + leftMs, send })
    .catch((error: unknown) => error)
  return { outcome, sent: sent.length, attempts: sent }
}
const fail =
  (error: Error): Step =>
  () => {
    throw error
  }

describe('a call that fails', () => {
  test('is sent again, twice at most, when what failed was unavailable', async () => {
    expect(await run([fail(NOT_NOW), () => 'well'])).toMatchObject({ outcome: 'well', sent: 2 })
    expect(await run([fail(NOT_NOW)])).toMatchObject({ outcome: NOT_NOW, sent: 3 })
  })

  test('is not sent again when the service has decided', async () => {
    const refused = new InvalidError('WRONG', 'wrong')
    expect(await run([fail(refused), () => 'well'])).toMatchObject({ outcome: refused, sent: 1 })
  })

  test('is sent once when it is not idempotent, unless it surely never left', async () => {
    const lost = new UnreachableError('test', 'connection lost', { wasSent: true })
    const refused = new UnreachableError('test', 'no connection', { wasSent: false })
    expect(await run([fail(NOT_NOW), () => 'well'], { idempotent: false })).toMatchObject({
      outcome: NOT_NOW,
      sent: 1,
    })
    expect(await run([fail(lost), () => 'well'], { idempotent: false })).toMatchObject({
      outcome: lost,
      sent: 1,
    })
    expect(await run([fail(refused), () => 'well'], { idempotent: false })).toMatchObject({
      outcome: 'well',
      sent: 2,
    })
  })

  test('costs the budget nothing when nobody was reached: a dead zone must not use it up', async () => {
    const policy = createRetryPolicy(() => 0)
    for (let n = 0; n < 100; n++)
      expect(
        await run([fail(new UnreachableError('test', 'gone', { wasSent: true })), () => 'well'], { policy }),
      ).toMatchObject({ outcome: 'well', sent: 2 })
    expect(await run([fail(NOT_NOW), () => 'well'], { policy })).toMatchObject({ outcome: 'well' })
  })

  test('is sent again while the one before it still holds the Idempotency-Key', async () => {
    const lost = new UnreachableError('test', 'connection lost', { wasSent: true })
    expect(await run([fail(lost), fail(IN_FLIGHT), () => 'the stored answer'])).toMatchObject({
      outcome: 'the stored answer',
      sent: 3,
    })
    expect(await run([fail(IN_FLIGHT), () => 'well'])).toMatchObject({ outcome: IN_FLIGHT, sent: 1 })
  })
})

describe('a call that meets silence', () => {
  test('is sent a second time beside the first, and the answer that comes counts', async () => {
    const { outcome, attempts } = await run([never, () => 'from another'])
    expect(outcome).toBe('from another')
    expect(attempts.map(({ number }) => number)).toEqual([0, 1])
    expect(attempts[0]!.signal!.aborted).toBe(true)
  })

  test('is answered by the first when that was merely slow', async () => {
    expect(
      await run([() => sleep(600, 'slow'), () => sleep(60_000, 'slower', { ref: false })], { leftMs: 1_500 }),
    ).toMatchObject({ outcome: 'slow', sent: 2 })
  })

  test('waits for the first when the second finds it still at work', async () => {
    expect(await run([() => sleep(600, 'slow'), fail(IN_FLIGHT)], { leftMs: 1_500 })).toMatchObject({
      outcome: 'slow',
    })
  })

  test('is not sent twice when a second would come too late, or may do harm, or can only meet the same process', async () => {
    const slow: Step = () => sleep(400, 'slow')
    expect(await run([slow], { leftMs: 450 })).toMatchObject({ outcome: 'slow', sent: 1 })
    expect(await run([slow], { leftMs: 900, idempotent: false })).toMatchObject({ outcome: 'slow', sent: 1 })
    expect(await run([slow], { leftMs: 900, hedged: false })).toMatchObject({ outcome: 'slow', sent: 1 })
  })

  test('is not sent twice when the budget is used up: a service that is slow as a whole is not called twice as often', async () => {
    const policy = createRetryPolicy(() => 0)
    const slow: Step = () => sleep(350, 'slow')
    const runs = await Promise.all(Array.from({ length: 200 }, () => run([slow], { policy, leftMs: 900 })))
    const sent = runs.reduce((sum, each) => sum + each.sent, 0)
    expect(sent).toBeGreaterThan(200)
    expect(sent).toBeLessThanOrEqual(200 + 200 * 0.1 + 30)
  })
})
