import { foodTopic } from '@mymacrotracker/contracts'
import { systemConsumer, type Consumer } from '@mymacrotracker/outbox'
import type { EventsContext } from '../../context.ts'

/** Refreshes the copy of a corrected food. Entries keep their snapshots. */
export function onFoodChanged({ db, foods }: EventsContext): Consumer {
  return systemConsumer({
    name: 'events.on-food-changed',
    topic: foodTopic,
    db,
    async apply({ fact }, { foodCopies, afterCommit }) {
      if (fact?.$case !== 'changed' || !fact.value.food) return
      const { food, version } = fact.value
      await foodCopies.refresh(food, version)
      afterCommit(() => foods.forget(food.id))
    },
  })
}
