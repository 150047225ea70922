import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { userTopic } from '@mymacrotracker/contracts'
import { eventually, startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { aPatch } from '../a-person.ts'
import { hearFacts, state, type HeardFacts } from '../facts.ts'

let house: House
let heard: HeardFacts
beforeAll(async () => {
  house = await startHouse()
  heard = await hearFacts(house)
})
afterAll(() => house.stop())

const nameOf = async (person: Person) =>
  (await house.as('gateway').profile.person.getProfile({}, house.call(person))).profile!.displayName
const rename = (person: Person, displayName: string) =>
  house.as('gateway').profile.person.updateProfile({ patch: aPatch({ displayName }) }, house.call(person))
const signedUp = async (userId: string, displayName: string, eventId: string = randomUUID()) => {
  await state(house, userTopic, {
    key: userId,
    eventId,
    fact: { fact: { $case: 'signedUp', value: { userId, displayName } } },
  })
  await eventually(async () =>
    expect(
      await house.sql(
        `select 1 from profile.inbox where consumer = 'profile.on-user-signed-up' and event_id = $1`,
        [eventId],
      ),
    ).toHaveLength(1),
  )
}

test('the name of the sign-up is the first display name, and states the profile', async () => {
  const ann = await house.person()
  await eventually(async () => expect(await nameOf(ann)).toBe('Ann'))
  await eventually(() =>
    expect(heard.profiles(ann.userId)).toMatchObject([
      { version: 1n, profile: { displayName: 'Ann', timeZone: 'UTC', dayStartsAt: '00:00' } },
    ]),
  )
})

test('a name that was set is not overwritten, whenever the sign-up arrives', async () => {
  const ann = await house.person()
  await eventually(async () => expect(await nameOf(ann)).toBe('Ann'))
  await rename(ann, 'Anna')
  await signedUp(ann.userId, 'Ann')
  expect(await nameOf(ann)).toBe('Anna')
  await rename(ann, '')
  await signedUp(ann.userId, 'Ann')
  expect(await nameOf(ann)).toBe('')
})

test('a sign-up without a name sets none and states nothing', async () => {
  const userId = randomUUID()
  await signedUp(userId, '')
  await signedUp(userId, 'Ben')
  await eventually(() =>
    expect(heard.profiles(userId)).toMatchObject([{ version: 1n, profile: { displayName: 'Ben' } }]),
  )
})

test('a sign-up that is delivered twice states the profile once', async () => {
  const userId = randomUUID()
  const eventId = randomUUID()
  await signedUp(userId, 'Ben', eventId)
  await signedUp(userId, 'Ben', eventId)
  await signedUp(userId, 'Carl')
  await eventually(() =>
    expect(heard.profiles(userId)).toMatchObject([{ version: 1n, profile: { displayName: 'Ben' } }]),
  )
})
