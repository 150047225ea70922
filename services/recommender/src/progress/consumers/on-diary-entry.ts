import { diaryTopic } from '@mymacrotracker/contracts'
import type { DiaryFact } from '@mymacrotracker/contracts/events/v1/events_events'
import { fromList } from '@mymacrotracker/nutrition'
import { userRunConsumer, type Consumer } from '@mymacrotracker/outbox'
import type { RecommenderContext } from '../../context.ts'
import type { EntryCopy } from '../store/entry-store.ts'
import { stateProgress } from '../state-progress.ts'

/** Keeps copies of entries and states the progress of the days they changed. */
export function onDiaryEntry({ db }: Pick<RecommenderContext, 'db'>): Consumer {
  return userRunConsumer({
    name: 'recommender.on-diary-entry',
    topic: diaryTopic,
    db,
    async applyRun(facts, stores, userId) {
      await stores.stated.lock(userId)
      const days = await stores.entries.keep(userId, facts.flatMap(copyOf))
      await stateProgress(stores, userId, days)
    },
  })
}

function copyOf({ fact }: DiaryFact): EntryCopy[] {
  if (!fact) return []
  if (fact.$case === 'entryDeleted')
    return [{ ...fact.value, meal: '', foodId: null, nutrients: {}, deleted: true }]
  const { entry } = fact.value
  if (!entry) return []
  const { planned, foodId, nutrients } = entry
  // What is planned is not eaten: it counts like an entry that is not there.
  return [{ ...entry, foodId: foodId || null, nutrients: fromList(nutrients), deleted: planned }]
}
