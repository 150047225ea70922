import { NotFoundError, requireUuid } from '@mymacrotracker/errors'
import type { EventsContext, EventsHandlers } from '../context.ts'
import { entryMessage } from './entry-message.ts'

export function getEntry({ diary }: EventsContext): EventsHandlers['getEntry'] {
  return async ({ id }, { userId }) => {
    requireUuid('id', id)
    const row = await diary.reading.asUser(userId, ({ entries }) => entries.find(userId, id))
    if (!row || row.deletedAt) throw new NotFoundError('ENTRY_NOT_FOUND', 'there is no such entry')
    return { entry: entryMessage(row) }
  }
}
