import { progressTopic } from '@mymacrotracker/contracts'
import { userConsumer, type Consumer } from '@mymacrotracker/outbox'
import { v7 as uuidv7 } from 'uuid'
import type { NotifierContext } from '../../context.ts'
import { isNews } from '../domain/is-news.ts'
import { energyExceededText, proteinReachedText } from '../domain/notification-text.ts'

/** Tells a person of a target reached or exceeded, once a kind and day. */
export function onProgress({ db, clock }: NotifierContext): Consumer {
  return userConsumer({
    name: 'notifier.on-progress',
    topic: progressTopic,
    db,
    async apply({ fact }, { notifications }) {
      const at = clock.now()
      if (!fact || !isNews(fact.value.date, at)) return
      const text =
        fact.$case === 'proteinTargetReached'
          ? proteinReachedText(fact.value)
          : energyExceededText(fact.value)
      await notifications.addOnce({
        userId: fact.value.userId,
        id: uuidv7(),
        date: fact.value.date,
        createdAt: new Date(at),
        ...text,
      })
    },
  })
}
