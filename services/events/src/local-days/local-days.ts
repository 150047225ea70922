import { LocalDaysServiceService } from '@mymacrotracker/contracts/events/v1/local_days_service'
import { registration, type FeatureParts } from '@mymacrotracker/runtime'
import type { EventsContext } from '../context.ts'
import { keepDaySettings } from './rpc/keep-day-settings.ts'
import { onProfileChanged } from './consumers/on-profile-changed.ts'

/** Where a person's days begin and end. */
export function localDaysFeature(context: EventsContext): FeatureParts {
  return {
    services: [registration(LocalDaysServiceService, { keepDaySettings: keepDaySettings(context) })],
    consumers: [onProfileChanged(context)],
  }
}
