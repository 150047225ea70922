import { randomUUID } from 'node:crypto'
import type { ProfileStores } from '../../store/database.ts'
import type { PersonServiceService, ProfilePatch } from '@mymacrotracker/contracts/profile/v1/person_service'
import type { Handlers } from '@mymacrotracker/rpc'
import { localDay } from '@mymacrotracker/nutrition'
import { profileTopic } from '@mymacrotracker/contracts'
import type { ProfileContext } from '../../context.ts'
import { bodyOf, isSameBody, formulaRevision, reviseTargets } from '../../targets/targets.ts'
import { checkAge, checkProfilePatch } from '../domain/check-profile-patch.ts'
import { profileChanges } from '../domain/profile-changes.ts'

const NO_CHANGE: ProfilePatch = { allergens: undefined, dislikes: undefined, cleared: [] }

export function updateProfile({
  db,
  clock,
}: ProfileContext): Handlers<PersonServiceService>['updateProfile'] {
  return async ({ patch = NO_CHANGE }, { userId }) => {
    checkProfilePatch(patch)
    return db.asUser(userId, async (stores) => {
      const { profile: before, goal, version: versionBefore } = await stores.profiles.lock(userId)
      const changes = profileChanges(before, patch)
      const today = localDay(clock.now(), { ...before, ...changes })
      if (changes.birthDate !== undefined) checkAge(changes.birthDate, today)
      if (Object.keys(changes).length === 0) return { profile: before, goal, version: versionBefore }

      const { profile, version } = await stores.profiles.save(userId, changes)
      await stores.outbox.append(profileTopic, userId, {
        fact: { $case: 'changed', value: { userId, profile, version } },
      })
      const weightBefore = await stores.weights.inForce(userId, today)
      if ('weightKg' in changes)
        await stateWeight(stores, userId, profile.weightKg, new Date(clock.now()), today)
      const weight = 'weightKg' in changes ? await stores.weights.inForce(userId, today) : weightBefore
      const body = bodyOf(profile, goal, weight)
      if (!isSameBody(body, bodyOf(before, goal, weightBefore))) {
        await reviseTargets(stores, userId, {
          from: today,
          rewrite: (revision, day) => (!revision || revision.body ? formulaRevision(body, day) : undefined),
        })
      }
      return { profile, goal, version }
    })
  }
}

/** A weight in the profile counts like a weighing of now; without one, what was measured counts. */
async function stateWeight(
  { weights }: ProfileStores,
  userId: string,
  weightKg: number | undefined,
  measuredAt: Date,
  date: string,
): Promise<void> {
  if (weightKg === undefined) return weights.forgetGiven(userId)
  const statement = { id: randomUUID(), measuredAt, date, weightKg, version: 0n }
  await weights.keep(userId, { ...statement, isMeasured: false, isDeleted: false })
}
