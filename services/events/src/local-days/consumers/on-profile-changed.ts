import { profileTopic } from '@mymacrotracker/contracts'
import { userConsumer, type Consumer } from '@mymacrotracker/outbox'
import type { EventsContext } from '../../context.ts'

/** Keeps zone and day start, which decide on which day an entry is. */
export function onProfileChanged({ db }: EventsContext): Consumer {
  return userConsumer({
    name: 'events.on-profile-changed',
    topic: profileTopic,
    db,
    async apply({ fact }, { settings }) {
      if (fact?.$case !== 'changed' || !fact.value.profile) return
      const {
        userId,
        profile: { timeZone, dayStartsAt },
        version,
      } = fact.value
      await settings.put({ userId, timeZone, dayStartsAt, version })
    },
  })
}
