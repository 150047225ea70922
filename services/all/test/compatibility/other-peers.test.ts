import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { METHODS } from '@mymacrotracker/contracts'
import { withMoreOfAll, withNumber, withoutField, withoutMethod } from './other-releases.ts'
import { livePhoneDay } from './phone-day.ts'
import { releasedFiles, releasedServices } from './schema.ts'
import { startSpreadHouse, type SpreadHouse } from './spread-house.ts'

// Each module of this build asks the others as if they were their last release: through its contracts and no more.
let house: SpreadHouse
beforeAll(async () => {
  house = await startSpreadHouse()
}, 120_000)
afterAll(() => house.stop())
beforeEach(() => house.speakReleases())

const WHOLE_DAY = {
  logged: { amount: { grams: 100 }, nutrients: { energyKcal: expect.any(Number) } },
  proteinTarget: expect.any(Number),
  entries: 2,
  told: ['PROTEIN_TARGET_REACHED'],
}

test('a whole day works while every service speaks its last release', async () => {
  const day = await livePhoneDay(house.url, 'banana')
  expect(day).toMatchObject(WHOLE_DAY)
  expect(day.suggestions).toBeGreaterThan(0)
  // Every service was asked through its lens, those that only other services ask as well.
  for (const [service, { passed }] of house.lenses) expect([service, passed.size]).not.toEqual([service, 0])
  const betweenServices = Object.entries(METHODS)
    .filter(([, { callers }]) => !callers.includes('gateway'))
    .map(([path]) => path)
  const passed = [...house.lenses.values()].flatMap((lens) => [...lens.passed])
  expect(passed).toEqual(expect.arrayContaining(betweenServices))
}, 60_000)

test.each(releasedServices())(
  'a whole day works with a release of %s that says more',
  async (service) => {
    house.speakReleases({ service, files: withMoreOfAll(releasedFiles(service)) })
    expect(await livePhoneDay(house.url, 'apple')).toMatchObject(WHOLE_DAY)
  },
  60_000,
)

test('a whole day works with a catalogue of a release before it knew brands, portions and roles', async () => {
  const food = 'mymacrotracker.nutrition.v1.Food'
  const files = ['brand', 'role', 'portions'].reduce(
    (before, field) => withoutField(before, food, field),
    releasedFiles('integrations'),
  )
  house.speakReleases({ service: 'integrations', files })
  expect(await livePhoneDay(house.url, 'orange')).toMatchObject(WHOLE_DAY)
}, 60_000)

test('a module that needs an RPC which the last release of another one lacks is found', async () => {
  house.speakReleases({
    service: 'integrations',
    files: withoutMethod(releasedFiles('integrations'), 'BatchGetFoods'),
  })
  await expect(livePhoneDay(house.url, 'lentils')).rejects.toThrow('POST /v1/diary/entries answered')
}, 60_000)

test('a peer whose release numbered a field otherwise is found', async () => {
  house.speakReleases({
    service: 'profile',
    files: withNumber(releasedFiles('profile'), 'mymacrotracker.profile.v1.Targets', 'amounts', 30),
  })
  expect(await livePhoneDay(house.url, 'pear')).toMatchObject({ ...WHOLE_DAY, proteinTarget: undefined })
}, 60_000)
