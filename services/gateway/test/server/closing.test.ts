import { expect, test } from '@jest/globals'
import { eventually } from '@mymacrotracker/all/testing'
import { aRoute, startSmallApp } from './small-app.ts'

function heldRoute() {
  const held = { started: false, release: () => {} }
  const released = new Promise<void>((resolve) => {
    held.release = resolve
  })
  const route = aRoute({
    async handle() {
      held.started = true
      await released
      return { status: 200, body: { done: true } }
    },
  })
  return { held, route }
}

test('closing lets a request that is under way finish and takes no new one', async () => {
  const { held, route } = heldRoute()
  const app = await startSmallApp([route])
  const request = fetch(`${app.url}/v1/test`)
  await eventually(() => expect(held.started).toBe(true))
  const closed = app.close(5000)
  await eventually(() => expect(fetch(`${app.url}/v1/test`)).rejects.toThrow())
  held.release()
  expect(await (await request).json()).toEqual({ done: true })
  await closed
})

test('closing ends a request that outlasts the grace', async () => {
  const { held, route } = heldRoute()
  const app = await startSmallApp([route])
  const request = fetch(`${app.url}/v1/test`)
  const failed = expect(request).rejects.toThrow()
  await eventually(() => expect(held.started).toBe(true))
  await app.close(50)
  await failed
  held.release()
})
