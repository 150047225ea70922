import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  CARBOHYDRATE,
  ENERGY,
  FAT,
  NUTRIENT_BY_KEY,
  PROTEIN,
  fromList,
  labelFlags,
} from '@mymacrotracker/nutrition'
import { masterKeyOf } from '@mymacrotracker/keys'
import { createPool } from '@mymacrotracker/database'
import { roleUrl } from '@mymacrotracker/runtime'
import { startHouse, type House } from '@mymacrotracker/all/testing'
import {
  NAMES_FILE,
  STARTER_FILE,
  loadStarterCatalogue,
} from '../../src/importers/jobs/load-starter-catalogue.ts'
import { readUsdaSr } from '../../src/importers/read-usda-sr.ts'
import { readStarterFood } from '../../src/importers/starter-food.ts'
import { readStarterNames } from '../../src/importers/starter-names.ts'
import { openDatabase } from '../../src/store/database.ts'
import { USDA_FOLDER, hasUsda } from '../catalogue-files.ts'

const lines = readFileSync(STARTER_FILE, 'utf8').split('\n').filter(Boolean)
const foods = lines.map(readStarterFood)

describe('the file', () => {
  test('every line is a food, and no key or name is there twice', () => {
    expect(foods.length).toBeGreaterThanOrEqual(300)
    expect(new Set(foods.map(({ sourceId }) => sourceId)).size).toBe(foods.length)
    expect(new Set(foods.map(({ food }) => food.name.toLowerCase())).size).toBe(foods.length)
  })

  test('every food has energy and the three macros, and no more than 100 g of them', () => {
    for (const { food } of foods) {
      const amounts = fromList(food.per100)
      for (const nutrient of [ENERGY, PROTEIN, CARBOHYDRATE, FAT])
        expect({ name: food.name, amount: amounts[nutrient] }).toEqual({
          name: food.name,
          amount: expect.any(Number),
        })
      expect({
        name: food.name,
        flags: labelFlags(amounts, food.carbohydrateConvention).filter((flag) => flag !== 'ENERGY_MISMATCH'),
      }).toEqual({ name: food.name, flags: [] })
    }
  })

  test('a vegan food contains no milk, egg, fish, crustaceans or molluscs', () => {
    const animal = ['milk', 'egg', 'fish', 'crustaceans', 'molluscs']
    expect(
      foods
        .filter(
          ({ food }) => food.diets.includes('vegan') && food.allergens.some((each) => animal.includes(each)),
        )
        .map(({ food }) => food.name),
    ).toEqual([])
  })

  test('names in other languages belong to foods of the file, each food once, and name no two foods alike', () => {
    const text = readFileSync(NAMES_FILE, 'utf8')
    const names = readStarterNames(text)
    const keys = new Set(foods.map(({ sourceId }) => sourceId))
    expect([...names.keys()].filter((key) => !keys.has(key))).toEqual([])
    expect(names.size).toBe(text.split('\n').filter(Boolean).length - 1)
    expect(names.size).toBeGreaterThan(250)
    for (const column of [1, 2, 3, 4]) {
      const called = text
        .split('\n')
        .slice(1)
        .flatMap((line) => (line.split(',')[column] ?? '').split('/').filter(Boolean))
      expect(called.filter((name, at) => called.indexOf(name) !== at)).toEqual([])
    }
    expect(() => readStarterNames('key,de\n')).toThrow(/begin with/)
    expect(() => readStarterNames('key,de,es,fr,it\nbanana,Banane\n')).toThrow(/banana/)
  })

  test('a line with a field that nobody knows is refused', () => {
    expect(() => readStarterFood(lines[0]!.replace('"key":', '"keys":1,"key":'))).toThrow(/keys/)
  })

  ;(hasUsda ? test : test.skip)('figures are those of USDA', async () => {
    const usda = new Map(
      (await readUsdaSr(USDA_FOLDER)).foods.map(({ catalogueFood }) => [
        catalogueFood.sourceId,
        new Map(catalogueFood.food.per100.map(({ nutrient, amount }) => [nutrient, amount])),
      ]),
    )
    for (const line of lines) {
      const { key, source, per100 } = JSON.parse(line) as {
        key: string
        source: { id: string }
        per100: { nutrients: Record<string, number> }
      }
      const expected = Object.fromEntries(
        Object.keys(per100.nutrients).map((nutrient) => [
          nutrient,
          usda.get(source.id)?.get(NUTRIENT_BY_KEY.get(nutrient)!.id),
        ]),
      )
      expect({ key, ...per100.nutrients }).toEqual({ key, ...expected })
    }
  })
})

describe('the loader', () => {
  let house: House
  beforeAll(async () => {
    house = await startHouse()
  })
  afterAll(() => house.stop())

  const openPool = () =>
    createPool({
      url: roleUrl(house.ownerUrl, masterKeyOf(Buffer.alloc(32, 7)), 'integrations'),
      schema: 'integrations',
    })
  const state = () =>
    house.sql(
      'select (select count(*)::int from integrations.foods) as foods, (select count(*)::int from integrations.outbox) as facts, (select max(version)::int from integrations.foods) as version',
    )

  test('the catalogue is there once the module has started', async () => {
    expect(await state()).toEqual([{ foods: lines.length, facts: 0, version: 1 }])
  })

  test('a file that was loaded is not loaded again', async () => {
    const pool = openPool()
    expect(await loadStarterCatalogue(openDatabase(pool))).toEqual({ loaded: false })
    await pool.end()
  })

  test('several processes that start at once load it once', async () => {
    await house.sql('delete from integrations.loaded_catalogues')
    await house.sql('delete from integrations.foods')
    const pools = [openPool(), openPool(), openPool()]
    const results = await Promise.all(pools.map((pool) => loadStarterCatalogue(openDatabase(pool))))
    await Promise.all(pools.map((pool) => pool.end()))
    expect(results.filter(({ loaded }) => loaded)).toHaveLength(1)
    expect(await state()).toEqual([{ foods: lines.length, facts: 0, version: 1 }])
  })
})
