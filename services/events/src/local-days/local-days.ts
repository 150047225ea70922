import { type FeatureParts } from '@mymacrotracker/runtime'
import type { EventsContext } from '../context.ts'
import { onProfileChanged } from './consumers/on-profile-changed.ts'

/** Where a person's days begin and end. */
export function localDaysFeature(context: EventsContext): FeatureParts {
  return { consumers: [onProfileChanged(context)] }
}
