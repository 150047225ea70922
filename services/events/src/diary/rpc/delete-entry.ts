import type { DiaryServiceService } from '@mymacrotracker/contracts/events/v1/diary_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { diaryTopic } from '@mymacrotracker/contracts'
import { requireUuid, requireVersion } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'

export function deleteEntry({ db, clock }: EventsContext): Handlers<DiaryServiceService>['deleteEntry'] {
  return async ({ id, expectedVersion }, { userId }) => {
    requireUuid('id', id)
    return db.asUser(userId, async ({ entries, outbox }) => {
      const { row, version } = await entries.lock(userId, id)
      requireVersion(row.version, expectedVersion)
      await entries.bury(row, version, new Date(clock.now()))
      await outbox.append(diaryTopic, userId, {
        fact: { $case: 'entryDeleted', value: { userId, entryId: id, date: row.date, version } },
      })
      return {}
    })
  }
}
