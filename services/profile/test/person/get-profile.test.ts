import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { ActivityLevel, Sex, Units } from '@mymacrotracker/contracts/profile/v1/person_service'
import { withOwner } from '@mymacrotracker/database'
import { startHouse, type House } from '@mymacrotracker/all/testing'
import { aBody } from '../a-person.ts'

let house: House
beforeAll(async () => {
  house = await startHouse()
})
afterAll(() => house.stop())

test('defaults are answered before anything is set', async () => {
  const ann = await house.person()
  const { profile, goal } = await house.as('gateway').profile.person.getProfile({}, house.call(ann))
  expect(goal).toBeUndefined()
  expect({ ...profile, displayName: '' }).toEqual({
    displayName: '',
    sex: Sex.SEX_UNSPECIFIED,
    birthDate: undefined,
    heightCm: undefined,
    units: Units.UNITS_METRIC,
    timeZone: 'UTC',
    dayStartsAt: '00:00',
    locale: 'en',
    activityLevel: ActivityLevel.ACTIVITY_LEVEL_SEDENTARY,
    diet: 'none',
    allergens: [],
    dislikes: [],
    weightKg: undefined,
    bodyFatPercent: undefined,
  })
})

test('the columns have the same defaults as a profile that was never set', async () => {
  const ann = await house.person()
  const before = await house.as('gateway').profile.person.getProfile({}, house.call(ann))
  await house
    .as('gateway')
    .profile.person.updateProfile(
      { patch: { allergens: undefined, dislikes: undefined, cleared: [] } },
      house.call(ann),
    )
  const after = await house.as('gateway').profile.person.getProfile({}, house.call(ann))
  expect({ ...after.profile, displayName: '' }).toEqual({ ...before.profile, displayName: '' })
})

test('a person sees nothing of another', async () => {
  const ann = await house.person()
  const ben = await house.person()
  await house.as('gateway').profile.person.updateProfile({ patch: aBody() }, house.call(ann))
  await house
    .as('gateway')
    .profile.targets.putGoal({ goal: { kind: 2, ratePercentPerWeek: 0 } }, house.call(ann))
  const { profile, goal } = await house.as('gateway').profile.person.getProfile({}, house.call(ben))
  expect([profile!.heightCm, profile!.birthDate, goal]).toEqual([undefined, undefined, undefined])
  const { targets } = await house.as('gateway').profile.targets.getTargets({ date: '' }, house.call(ben))
  expect(targets!.amounts).toEqual([])
})

test('without a token nothing is answered', async () => {
  await expect(house.as('gateway').profile.person.getProfile({}, house.call())).rejects.toMatchObject({
    kind: 'unauthenticated',
  })
})

test('row-level security keeps the rows of a person from a transaction of another', async () => {
  const ann = await house.person()
  const ben = await house.person()
  await house.as('gateway').profile.person.updateProfile({ patch: aBody() }, house.call(ann))
  const heights = (userId: string) =>
    withOwner(house.ownerUrl, async (client) => {
      await client.query('begin; set local role mmt_profile')
      await client.query(`select set_config('app.user_id', $1, true)`, [userId])
      const { rows } = await client.query<{ profiles: number; revisions: number }>(`
      select (select count(*)::int from profile.profiles where height_cm = 180) as profiles, (select count(*)::int from profile.target_revisions) as revisions`)
      await client.query('rollback')
      return rows[0]
    })
  expect(await heights(ann.userId)).toEqual({ profiles: 1, revisions: 1 })
  expect(await heights(ben.userId)).toEqual({ profiles: 0, revisions: 0 })
})
