import { DiaryServiceService } from '@mymacrotracker/contracts/events/v1/diary_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { EventsContext } from '../context.ts'
import { recordEntry } from './rpc/record-entry.ts'
import { getEntry } from './rpc/get-entry.ts'
import { updateEntry } from './rpc/update-entry.ts'
import { deleteEntry } from './rpc/delete-entry.ts'
import { getDay } from './rpc/get-day.ts'
import { markDay } from './rpc/mark-day.ts'
import { listDays } from './rpc/list-days.ts'

/** What was eaten: entries, and the days they make. */
export function diaryFeature(context: EventsContext): FeatureParts {
  return {
    services: [
      registration(DiaryServiceService, {
        recordEntry: recordEntry(context),
        getEntry: getEntry(context),
        updateEntry: updateEntry(context),
        deleteEntry: deleteEntry(context),
        getDay: getDay(context),
        markDay: markDay(context),
        listDays: listDays(context),
      }),
    ],
  }
}
