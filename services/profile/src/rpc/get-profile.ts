import type { ProfileContext, ProfileHandlers } from '../context.ts'

export function getProfile({ db }: ProfileContext): ProfileHandlers['getProfile'] {
  return async (_request, { userId }) => {
    const { profile, goal } = await db.reading.asUser(userId, ({ profiles }) => profiles.find(userId))
    return { profile, goal }
  }
}
