import { progressTopic } from '@mymacrotracker/contracts'
import { userConsumer, type Consumer } from '@mymacrotracker/outbox'
import { v7 as uuidv7 } from 'uuid'
import type { NotifierContext } from '../../context.ts'
import { isNews } from '../domain/is-news.ts'
import { energyExceededText, kindOf, proteinReachedText } from '../domain/notification-text.ts'

/** Tells a person of a target reached or exceeded, and follows the day: figures that change, and what no longer holds. */
export function onProgress({ db, clock }: NotifierContext): Consumer {
  return userConsumer({
    name: 'notifier.on-progress',
    topic: progressTopic,
    db,
    async apply({ fact }, { notifications }) {
      if (!fact) return
      const { userId, date } = fact.value
      if (fact.$case === 'progressWithdrawn')
        return notifications.withdraw({ userId, date, kind: kindOf(fact.value.kind) })
      const text =
        fact.$case === 'proteinTargetReached'
          ? proteinReachedText(fact.value)
          : energyExceededText(fact.value)
      if (fact.value.isUpdate) return notifications.rewrite({ userId, date, ...text })
      const at = clock.now()
      if (!isNews(date, at)) return
      await notifications.tell({ userId, id: uuidv7(), date, createdAt: new Date(at), ...text })
    },
  })
}
