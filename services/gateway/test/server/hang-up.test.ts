import { afterEach, expect, test } from '@jest/globals'
import { eventually } from '@mymacrotracker/all/testing'
import { aRoute, startSmallApp, type SmallApp } from './small-app.ts'

let app: SmallApp
afterEach(() => app.close())

test('a phone that hangs up cancels what is under way for it', async () => {
  let signal: AbortSignal | undefined
  app = await startSmallApp([
    aRoute({
      async handle(_input, call) {
        signal = call.signal
        await new Promise<void>((resolve) => call.signal.addEventListener('abort', () => resolve()))
        return { status: 200, body: {} }
      },
    }),
  ])
  const phone = new AbortController()
  const request = fetch(`${app.url}/v1/test`, { signal: phone.signal })
  await eventually(() => expect(signal?.aborted).toBe(false))
  phone.abort()
  await expect(request).rejects.toThrow()
  await eventually(() => expect(signal?.aborted).toBe(true))
  await eventually(async () =>
    expect(await app.metrics.registry.metrics()).toContain('route="/v1/test",status="499"'),
  )
})

test('an answer that was sent cancels nothing', async () => {
  let signal: AbortSignal | undefined
  app = await startSmallApp([
    aRoute({
      async handle(_input, call) {
        signal = call.signal
        return { status: 200, body: {} }
      },
    }),
  ])
  await (await fetch(`${app.url}/v1/test`)).json()
  await eventually(async () =>
    expect(await app.metrics.registry.metrics()).toContain('route="/v1/test",status="200"'),
  )
  expect(signal!.aborted).toBe(false)
})
