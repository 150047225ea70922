import {
  type DiaryServiceService,
  NewEntry,
  RecordEntryResponse,
} from '@mymacrotracker/contracts/events/v1/diary_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { diaryTopic } from '@mymacrotracker/contracts'
import { ConflictError } from '@mymacrotracker/errors'
import type { EventsContext } from '../../context.ts'
import { canonicalEntry, checkEntry } from '../domain/check-entry.ts'
import { contentHash } from '@mymacrotracker/database'
import { localDay } from '@mymacrotracker/nutrition'
import { entryMessage, entryState } from '../entry-message.ts'
import { snapshotItem } from '../snapshot-item.ts'

export function recordEntry({
  db,
  foods,
  days,
  clock,
}: EventsContext): Handlers<DiaryServiceService>['recordEntry'] {
  return async ({ entry: given }, context) => {
    const { userId } = context
    const entry = checkEntry(given)
    const hash = contentHash(NewEntry.encode(canonicalEntry(entry)).finish())
    const at = new Date(clock.now())
    const eatenAt = entry.eatenAt ?? at
    if (!entry.date) await days.ensureCopy(userId, context)
    // A retry is answered though its food or portion has gone since.
    const snapshot = await snapshotItem(foods, entry.item, context).catch(async (error: unknown) => {
      const row = await db.asUser(userId, ({ entries }) => entries.find(userId, entry.id))
      if (row?.contentHash !== hash) throw error
      return row
    })

    return db.asUser(userId, ({ entries, settings, outbox, idempotency }) =>
      idempotency.once(userId, context.idempotency, RecordEntryResponse, async () => {
        // Read in the write's own transaction: an answered change of the zone holds for it.
        const date = entry.date || localDay(eatenAt.getTime(), await settings.get(userId))
        const { row, isNew } = await entries.insertOnce(
          { ...snapshot, userId, id: entry.id, date, eatenAt, meal: entry.meal, contentHash: hash },
          at,
        )
        if (!isNew && row.deletedAt)
          throw new ConflictError(
            'ENTRY_EXISTS',
            'an entry with this id was deleted; log it again with a new id',
          )
        if (!isNew && row.contentHash !== hash)
          throw new ConflictError('ENTRY_EXISTS', 'there is another entry with this id')
        if (isNew)
          await outbox.append(diaryTopic, userId, {
            fact: { $case: 'entryRecorded', value: { entry: entryState(row) } },
          })
        return { entry: entryMessage(row), created: isNew }
      }),
    )
  }
}
