import { addDays, fromList, utcDay } from '@mymacrotracker/nutrition'
import { targetsTopic } from '@mymacrotracker/contracts'
import { userConsumer, type Consumer } from '@mymacrotracker/outbox'
import type { RecommenderContext } from '../../context.ts'
import { stateProgress } from '../state-progress.ts'

/** Older days are history: nobody is told of them because a target changed. */
const DAYS_LOOKED_AT = 3

/** Keeps a copy of targets, and looks again at the days they are for. */
export function onTargetsChanged({ db, clock }: Pick<RecommenderContext, 'db' | 'clock'>): Consumer {
  return userConsumer({
    name: 'recommender.on-targets-changed',
    topic: targetsTopic,
    db,
    async apply({ fact }, stores) {
      if (!fact) return
      const { userId, effectiveFrom, byWeekday, source, version } = fact.value
      await stores.stated.lock(userId)
      if (
        !(await stores.targets.keep({
          userId,
          effectiveFrom,
          byWeekday: byWeekday.map(({ amounts }) => fromList(amounts)),
          source,
          version,
        }))
      )
        return
      const today = utcDay(clock.now())
      const oldest = addDays(today, -DAYS_LOOKED_AT)
      // A day ahead: east of Greenwich it is tomorrow already.
      const dates = await stores.entries.listDates(
        userId,
        effectiveFrom > oldest ? effectiveFrom : oldest,
        addDays(today, 1),
      )
      await stateProgress(stores, userId, dates)
    },
  })
}
