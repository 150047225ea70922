import type { DiaryServiceService, EntryPatch } from '@mymacrotracker/contracts/events/v1/diary_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { isDeepStrictEqual } from 'node:util'
import { diaryTopic } from '@mymacrotracker/contracts'
import {
  ifGiven,
  requireAll,
  requireDay,
  requireInstant,
  requireMeal,
  requireUuid,
  requireVersion,
} from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { checkItem } from '../domain/check-entry.ts'
import { entryMessage, entryState } from '../entry-message.ts'
import { snapshotItem } from '../snapshot-item.ts'

/** A change of the food or its amount takes a new snapshot; a change of day or meal keeps the one there is. No change, no fact. */
export function updateEntry({
  db,
  foods,
  days,
  clock,
}: EventsContext): Handlers<DiaryServiceService>['updateEntry'] {
  return async ({ id, patch: given, expectedVersion }, context) => {
    const { userId } = context
    requireUuid('id', id)
    const { item, ...said } = checkPatch(given)
    // Another instant alone moves the entry to that instant's day, as it would when logged.
    const patch =
      said.eatenAt && !said.date ? { ...said, date: await days.dayOf(userId, said.eatenAt, context) } : said
    const snapshot = item && (await snapshotItem(foods, item, context))

    return db.asUser(userId, async ({ entries, outbox }) => {
      const { row, version } = await entries.lock(userId, id)
      requireVersion(row.version, expectedVersion)
      const change = { ...row, ...patch, ...snapshot }
      if (isDeepStrictEqual(change, row)) return { entry: entryMessage(row) }
      const saved = await entries.update(row, change, version, new Date(clock.now()))
      await outbox.append(diaryTopic, userId, {
        fact: { $case: 'entryChanged', value: { entry: entryState(saved) } },
      })
      return { entry: entryMessage(saved) }
    })
  }
}

function checkPatch(patch: EntryPatch | undefined) {
  const { item, ...said } = requireAll({
    date: () => ifGiven(patch?.date, (date) => requireDay('date', date)),
    eatenAt: () => ifGiven(patch?.eatenAt, (eatenAt) => requireInstant('eatenAt', eatenAt)),
    meal: () => ifGiven(patch?.meal, (meal) => requireMeal('meal', meal)),
    item: () => ifGiven(patch?.item, checkItem),
  })
  return {
    ...(said.date !== undefined && { date: said.date }),
    ...(said.eatenAt !== undefined && { eatenAt: said.eatenAt }),
    ...(said.meal !== undefined && { meal: said.meal }),
    item,
  }
}
