import type { PersonServiceService } from '@mymacrotracker/contracts/profile/v1/person_service'
import type { Handlers } from '@mymacrotracker/rpc'
import type { ProfileContext } from '../../context.ts'

export function getProfile({ db }: ProfileContext): Handlers<PersonServiceService>['getProfile'] {
  return async (_request, { userId }) => {
    const { profile, goal } = await db.reading.asUser(userId, ({ profiles }) => profiles.find(userId))
    return { profile, goal }
  }
}
