import { SessionFact, UserFact } from './gen/mymacrotracker/auth/v1/auth_events.ts'
import { DiaryFact, WeightFact } from './gen/mymacrotracker/events/v1/events_events.ts'
import { FoodFact } from './gen/mymacrotracker/integrations/v1/integrations_events.ts'
import { ProfileFact, TargetsFact } from './gen/mymacrotracker/profile/v1/profile_events.ts'
import { ProgressFact } from './gen/mymacrotracker/recommender/v1/recommender_events.ts'

/** A stream of facts: its name on the bus, the schema of its messages and what its key is. */
export interface Topic<T> {
  name: string
  owner: string
  key: 'user' | 'food'
  /** Full name of the message in proto, the CloudEvents type. */
  type: string
  /** Only the last fact of each key is kept, for ever; the others keep 7 days of all. */
  isCompacted: boolean
  encode(fact: T): Uint8Array
  decode(bytes: Uint8Array): T
}

interface Codec<T> {
  encode(message: T): { finish(): Uint8Array }
  decode(bytes: Uint8Array): T
}

function topic<T>(
  owner: string,
  aggregate: string,
  message: string,
  codec: Codec<T>,
  { key = 'user', isCompacted = false }: Partial<Pick<Topic<T>, 'key' | 'isCompacted'>> = {},
): Topic<T> {
  return {
    name: `mymacrotracker.${owner}.${aggregate}.v1`,
    owner,
    key,
    isCompacted,
    type: `mymacrotracker.${owner}.v1.${message}`,
    encode: (fact) => codec.encode(fact).finish(),
    decode: (bytes) => codec.decode(bytes),
  }
}

export const userTopic = topic('auth', 'user', 'UserFact', UserFact)
export const sessionTopic = topic('auth', 'session', 'SessionFact', SessionFact)
export const profileTopic = topic('profile', 'profile', 'ProfileFact', ProfileFact)
export const targetsTopic = topic('profile', 'targets', 'TargetsFact', TargetsFact)
export const foodTopic = topic('integrations', 'food', 'FoodFact', FoodFact, {
  key: 'food',
  isCompacted: true,
})
export const diaryTopic = topic('events', 'diary', 'DiaryFact', DiaryFact)
export const weightTopic = topic('events', 'weight', 'WeightFact', WeightFact)
export const progressTopic = topic('recommender', 'progress', 'ProgressFact', ProgressFact)

/** Every topic there is. */
export const TOPICS = [
  userTopic,
  sessionTopic,
  profileTopic,
  targetsTopic,
  foodTopic,
  diaryTopic,
  weightTopic,
  progressTopic,
] as const

const COMPACTED = new Set(TOPICS.filter((each) => each.isCompacted).map(({ name }) => name))

/** Whether the bus keeps only the last fact of each key. */
export const isCompacted = (topicName: string): boolean => COMPACTED.has(topicName)
