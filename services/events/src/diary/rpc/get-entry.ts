import type { DiaryServiceService } from '@mymacrotracker/contracts/events/v1/diary_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { NotFoundError } from '@mymacrotracker/errors'
import { requireUuid } from '@mymacrotracker/validation'
import type { EventsContext } from '../../context.ts'
import { entryMessage } from '../entry-message.ts'

export function getEntry({ db }: EventsContext): Handlers<DiaryServiceService>['getEntry'] {
  return async ({ id }, { userId }) => {
    requireUuid('id', id)
    const row = await db.reading.asUser(userId, ({ entries }) => entries.find(userId, id))
    if (!row || row.deletedAt) throw new NotFoundError('ENTRY_NOT_FOUND', 'there is no such entry')
    return { entry: entryMessage(row) }
  }
}
