import type { Clients } from '@mymacrotracker/runtime'
import type { z } from 'zod'
import { diaryDayJson, type daySchema } from './day-json.ts'
import { remainingJson } from '../json/nutrients-json.ts'
import { targetsJson } from '../profile/targets-json.ts'
import { askParts } from '../server/ask-parts.ts'
import type { RequestCall } from '../server/route.ts'

/** A day of the diary with its targets. Without the diary there is no day; without targets there is. */
export async function readDay(
  { events, profile }: Clients,
  date: string,
  call: RequestCall,
): Promise<z.input<typeof daySchema>> {
  const parts = askParts(call)
  const [day, answered] = await Promise.all([
    events.diary.getDay({ date }, call),
    parts.ask('targets', (within) => profile.targets.getTargets({ date }, within)),
  ])
  const targets = answered?.targets
  const diary = diaryDayJson(day)
  const unavailable = parts.unavailable()
  return {
    ...diary,
    targets: targets ? targetsJson(targets) : null,
    remaining: targets ? remainingJson(targets.amounts, diary.totals) : null,
    ...(unavailable.length > 0 && { unavailable }),
  }
}
