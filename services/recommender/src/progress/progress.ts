import { type FeatureParts } from '@mymacrotracker/runtime'
import type { RecommenderContext } from '../context.ts'
import { onDiaryEntry } from './consumers/on-diary-entry.ts'
import { onTargetsChanged } from './consumers/on-targets-changed.ts'

/** How each day stands against its targets. */
export function progressFeature(context: RecommenderContext): FeatureParts {
  return { consumers: [onDiaryEntry(context), onTargetsChanged(context)] }
}
