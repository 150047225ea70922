import { expect, test } from '@jest/globals'
import { withOwner } from '@mymacrotracker/database'
import { roleUrl } from '@mymacrotracker/runtime'
import { KEY, startAuth } from './auth-alone.ts'

test("auth's own role sees accounts and sessions of the user it names, and of nobody else", async () => {
  const auth = await startAuth()
  try {
    const ann = await auth.signUp()
    await auth.signUp()
    const counts = (userId: string) =>
      withOwner(roleUrl(auth.ownerUrl, KEY, 'auth'), async (client) => {
        await client.query(`select set_config('app.user_id', $1, false)`, [userId])
        return (
          await client.query(
            'select (select count(*)::int from auth.users) as users, (select count(*)::int from auth.sessions) as sessions',
          )
        ).rows[0]
      })
    expect(await counts('')).toEqual({ users: 0, sessions: 0 })
    expect(await counts(ann.userId)).toEqual({ users: 1, sessions: 1 })
  } finally {
    await auth.stop()
  }
})
