import { auth } from '@mymacrotracker/auth/module'
import { events } from '@mymacrotracker/events/module'
import { gateway } from '@mymacrotracker/gateway/module'
import { integrations } from '@mymacrotracker/integrations/module'
import { notifier } from '@mymacrotracker/notifier/module'
import { profile } from '@mymacrotracker/profile/module'
import { recommender } from '@mymacrotracker/recommender/module'
import type { ModuleDefinition } from '@mymacrotracker/runtime'

/** The seven, in dependency order. */
export const modules: readonly ModuleDefinition[] = [
  auth,
  profile,
  integrations,
  events,
  recommender,
  notifier,
  gateway,
]
