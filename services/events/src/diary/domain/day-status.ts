import { DayStatus } from '@mymacrotracker/contracts/events/v1/diary_service'
import { InvalidError } from '@mymacrotracker/errors'

const COLUMN = new Map<DayStatus, string>([
  [DayStatus.DAY_STATUS_OPEN, 'open'],
  [DayStatus.DAY_STATUS_COMPLETE, 'complete'],
  [DayStatus.DAY_STATUS_PARTIAL, 'partial'],
  [DayStatus.DAY_STATUS_FASTING, 'fasting'],
])

export function statusColumn(status: DayStatus): string {
  const column = COLUMN.get(status)
  if (!column)
    throw InvalidError.field('status', 'STATUS_UNKNOWN', `must be ${[...COLUMN.values()].join(', ')}`)
  return column
}

/** A day nobody marked is open. */
export function statusOf(column: string | undefined): DayStatus {
  return [...COLUMN].find(([, name]) => name === column)?.[0] ?? DayStatus.DAY_STATUS_OPEN
}
