import { MAX_DISPLAY_NAME, profileTopic, userTopic } from '@mymacrotracker/contracts'
import { userConsumer, type Consumer } from '@mymacrotracker/outbox'
import type { ProfileContext } from '../../context.ts'

/** Takes over the name a person signed up with, unless they have set one since. */
export function onUserSignedUp({ db }: ProfileContext): Consumer {
  return userConsumer({
    name: 'profile.on-user-signed-up',
    topic: userTopic,
    db,
    async apply({ fact }, { profiles, outbox }) {
      if (fact?.$case !== 'signedUp') return
      const { userId, displayName } = fact.value
      const { isNamed } = await profiles.lock(userId)
      if (isNamed || displayName === '') return
      const { profile, version } = await profiles.save(userId, {
        displayName: displayName.slice(0, MAX_DISPLAY_NAME),
      })
      await outbox.append(profileTopic, userId, {
        fact: { $case: 'changed', value: { userId, profile, version } },
      })
    },
  })
}
