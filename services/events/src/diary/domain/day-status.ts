import { DayStatus } from '@mymacrotracker/contracts/events/v1/diary_service'
import { requireOneOf } from '@mymacrotracker/validation'

const COLUMN = new Map<DayStatus, string>([
  [DayStatus.DAY_STATUS_OPEN, 'open'],
  [DayStatus.DAY_STATUS_COMPLETE, 'complete'],
  [DayStatus.DAY_STATUS_PARTIAL, 'partial'],
  [DayStatus.DAY_STATUS_FASTING, 'fasting'],
])

export function statusColumn(status: DayStatus): string {
  return COLUMN.get(requireOneOf('status', status, [...COLUMN.keys()], [...COLUMN.values()].join(', ')))!
}

/** A day nobody marked is open. */
export function statusOf(column: string | undefined): DayStatus {
  return [...COLUMN].find(([, name]) => name === column)?.[0] ?? DayStatus.DAY_STATUS_OPEN
}
