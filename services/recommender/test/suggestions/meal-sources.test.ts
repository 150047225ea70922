import { afterEach, expect, test } from '@jest/globals'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { v7 as uuidv7 } from 'uuid'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { amountList } from '../a-food.ts'

let house: House
afterEach(() => house.stop())

/** A house in which one service is said to be at an address where nobody answers. */
const startWithout = async (service: string) => {
  house = await startHouse({
    env: {
      MODULES: SERVICE_NAMES.filter((name) => name !== service).join(),
      [`${service.toUpperCase()}_ADDR`]: 'grpc://127.0.0.1:1',
      RPC_SHARED_SECRET: 'only for this test',
    },
  })
}
const suggest = (person: Person) =>
  house
    .as('gateway')
    .recommender.suggestions.suggestMeals(
      { date: '', meal: 'lunch', count: 1 },
      house.call(person, { deadlineAt: Date.now() + 3000 }),
    )
const setTargets = (person: Person) =>
  house.as('gateway').profile.targets.putTargets(
    {
      targets: { amounts: amountList({ energyKcal: 2000, proteinG: 140 }), waterMl: undefined },
      byWeekday: [],
    },
    house.call(person),
  )

test('nothing is suggested while allergens cannot be read', async () => {
  await startWithout('profile')
  await expect(suggest(await house.person())).rejects.toMatchObject({ kind: 'unavailable' })
})

test('nothing is suggested while the catalogue is away', async () => {
  await startWithout('integrations')
  const ann = await house.person()
  await setTargets(ann)
  await expect(suggest(ann)).rejects.toMatchObject({ kind: 'unavailable' })
})

test("when only a person's habits cannot be read, meals are suggested without them", async () => {
  house = await startHouse()
  const ann = await house.person()
  await setTargets(ann)
  const gateway = house.as('gateway')
  const { found } = await gateway.integrations.search.searchFoods(
    { query: 'banana', limit: 1 },
    house.call(ann),
  )
  await gateway.events.diary.recordEntry(
    {
      entry: {
        id: uuidv7(),
        date: '',
        eatenAt: undefined,
        meal: 'lunch',
        item: { $case: 'food', value: { foodId: found[0]!.food!.id, amount: { $case: 'grams', value: 50 } } },
      },
    },
    house.call(ann),
  )
  await house.sql('alter table events.food_copies rename to food_copies_away')
  await expect(
    house.as('recommender').events.foods.listFrequentFoods({ meal: 'lunch', limit: 5 }, house.call(ann)),
  ).rejects.toThrow()
  expect((await suggest(ann)).suggestions).toHaveLength(1)
})
