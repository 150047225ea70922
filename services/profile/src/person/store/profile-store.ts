import type { Goal, Profile } from '@mymacrotracker/contracts/profile/v1/person_service'
import type { Sql } from '@mymacrotracker/database'
import { DEFAULT_PROFILE } from '../domain/default-profile.ts'
import type { ProfileChanges } from '../domain/profile-changes.ts'
import type { Prisma, Profile as StoredProfile } from '../../store/prisma/client.ts'

export interface KnownProfile {
  profile: Profile
  goal: Goal | undefined
  /** Whether somebody named the person, if only with nothing. */
  isNamed: boolean
  /** Grows by one with each change; 0 before the first. */
  version: bigint
}

export interface ProfileStore {
  /** Defaults when nothing is set. */
  find(userId: string): Promise<KnownProfile>
  /** The same; other changes to this person's profile and targets wait until this transaction ends. */
  lock(userId: string): Promise<KnownProfile>
  /** Writes a locked profile's changes as its next version. */
  save(userId: string, changes: ProfileChanges): Promise<{ profile: Profile; version: bigint }>
  saveGoal(userId: string, goal: Goal): Promise<void>
  /** The version of the next fact about a locked person's targets. */
  nextTargetsVersion(userId: string): Promise<bigint>
}

type ProfileRow = Omit<StoredProfile, 'userId' | 'targetsVersion'>

const FIND = `select display_name as "displayName", sex, birth_date as "birthDate", height_cm as "heightCm", units, time_zone as "timeZone", day_starts_at as "dayStartsAt", locale,
  activity_level as "activityLevel", diet, allergens, dislikes, weight_kg as "weightKg", body_fat_percent as "bodyFatPercent", goal_kind as "goalKind", goal_rate_percent_per_week as "goalRatePercentPerWeek", version
  from profiles where user_id = $1::uuid`

export function profileStore(sql: Sql, prisma: Prisma.TransactionClient): ProfileStore {
  const find = async (userId: string): Promise<KnownProfile> => {
    const [row] = await sql<ProfileRow>(FIND, [userId])
    return row
      ? {
          profile: profileOf(row),
          goal: goalOf(row),
          isNamed: row.displayName !== null,
          version: row.version,
        }
      : { profile: DEFAULT_PROFILE, goal: undefined, isNamed: false, version: 0n }
  }
  return {
    find,
    async lock(userId) {
      await sql(
        'insert into profiles (user_id) values ($1::uuid) on conflict do nothing returning 1 as made',
        [userId],
      )
      await sql('select 1 as locked from profiles where user_id = $1::uuid for update', [userId])
      return find(userId)
    },
    async save(userId, changes) {
      const row = await prisma.profile.update({
        where: { userId },
        data: { ...unset(changes), version: { increment: 1 } },
      })
      return { profile: profileOf(row), version: row.version }
    },
    async saveGoal(userId, { kind, ratePercentPerWeek }) {
      await prisma.profile.update({
        where: { userId },
        data: { goalKind: kind, goalRatePercentPerWeek: ratePercentPerWeek },
      })
    },
    async nextTargetsVersion(userId) {
      return (
        await prisma.profile.update({
          where: { userId },
          data: { targetsVersion: { increment: 1 } },
          select: { targetsVersion: true },
        })
      ).targetsVersion
    },
  }
}

/** Prisma leaves a column that is undefined as it is. */
function unset(changes: ProfileChanges) {
  return Object.fromEntries(Object.entries(changes).map(([field, value]) => [field, value ?? null]))
}

function profileOf(row: ProfileRow): Profile {
  const { units, timeZone, dayStartsAt, locale, diet, allergens, dislikes } = row
  return {
    displayName: row.displayName ?? '',
    sex: row.sex as Profile['sex'],
    birthDate: row.birthDate ?? undefined,
    heightCm: row.heightCm ?? undefined,
    units: units as Profile['units'],
    timeZone,
    dayStartsAt,
    locale,
    activityLevel: row.activityLevel as Profile['activityLevel'],
    diet,
    allergens,
    dislikes,
    weightKg: row.weightKg ?? undefined,
    bodyFatPercent: row.bodyFatPercent ?? undefined,
  }
}

function goalOf({
  goalKind,
  goalRatePercentPerWeek,
}: Pick<ProfileRow, 'goalKind' | 'goalRatePercentPerWeek'>): Goal | undefined {
  return goalKind === null
    ? undefined
    : { kind: goalKind as Goal['kind'], ratePercentPerWeek: goalRatePercentPerWeek ?? 0 }
}
