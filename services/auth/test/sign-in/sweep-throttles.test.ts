import { expect, test } from '@jest/globals'
import { startAuth } from '../auth-alone.ts'

test('attempts that no longer count are forgotten', async () => {
  const auth = await startAuth()
  try {
    await auth.signUp()
    expect(await auth.sql('select 1 from auth.throttles')).toHaveLength(1)
    const later = await startAuth({ ownerUrl: auth.ownerUrl, offsetMs: 16 * 60_000 })
    await later.stop()
    expect(await auth.sql('select 1 from auth.throttles')).toHaveLength(0)
  } finally {
    await auth.stop()
  }
})
