import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { foodTopic } from '@mymacrotracker/contracts'
import type { FoodChanged } from '@mymacrotracker/contracts/integrations/v1/integrations_events'
import { eventually, startHouse, type House } from '@mymacrotracker/all/testing'
import { foodId } from '../../src/catalogue/store/food-id.ts'
import { USDA_FOLDER, aRelease, abbrevLine, hasUsda, importFolder, runImport } from '../catalogue-files.ts'

let house: House
const facts: FoodChanged[] = []
beforeAll(async () => {
  house = await startHouse()
  await house.bus.broadcast(foodTopic.name, ({ body }) => {
    const { fact } = foodTopic.decode(body)
    if (fact?.$case === 'changed') facts.push(fact.value)
  })
})
afterAll(() => house.stop())
beforeEach(async () => {
  await house.sql('delete from integrations.foods where source = 2')
  facts.length = 0
})

const RICE = abbrevLine('20037', 'RICE,BRN,LO NA,CKD', {
  Energ_Kcal: 111,
  'Protein_(g)': 2.58,
  'Lipid_Tot_(g)': 0.9,
  'Carbohydrt_(g)': 22.96,
  GmWt_1: 195,
  GmWt_Desc1: '1 cup',
})
const BUTTER = abbrevLine('01001', 'BUTTER,WITH SALT', {
  Energ_Kcal: 717,
  'Protein_(g)': 0.85,
  'Lipid_Tot_(g)': 81.11,
  'Carbohydrt_(g)': 0.06,
  'Fiber_TD_(g)': 0,
})
const BUTTER_NAME = '~01001~^~0100~^~Butter, salted~^~BUTTER,WITH SALT~^~~^~~^~Y~^~~^0^~~^6.38^4.27^8.79^3.87'
const usda = () =>
  house.sql<{
    id: string
    name: string
    version: number
    per100: Record<string, number>
    portions: unknown[]
    updated_at: Date
    flags: string[]
  }>(
    'select id, name, version::int, per100, portions, flags, updated_at from integrations.foods where source = 2 order by source_id',
  )

describe('a release of a few foods', () => {
  test('figures, names and portions arrive, and what is unknown stays unknown', async () => {
    const folder = await aRelease({
      abbrev: [BUTTER, RICE],
      descriptions: [BUTTER_NAME],
      weights: [
        '~01001~^1^1^~pat (1" sq, 1/3" high)~^5.0^^',
        '~01001~^2^.5^~cup~^113.5^^',
        '~99999~^1^1^~cup~^100^^',
      ],
    })
    const { code, lines } = await importFolder(house, folder)
    expect(code).toBe(0)
    expect(lines).toContain('foods read 2: 2 new, 0 changed, 0 unchanged')
    expect(lines).toContain('portions 2; 1 left out because their food is not in the figures')
    const [butter, rice] = await usda()
    expect(butter).toMatchObject({
      id: foodId(2, '01001'),
      name: 'Butter, salted',
      version: 1,
      per100: { 1: 717, 2: 0.85, 3: 0.06, 4: 81.11, 5: 0 },
      portions: [
        { name: '1 pat (1" sq, 1/3" high)', grams: 5 },
        { name: '0.5 cup', grams: 113.5 },
      ],
    })
    expect(rice).toMatchObject({
      name: 'Rice, brn, low sodium, cooked',
      portions: [{ name: '1 cup', grams: 195 }],
    })
    expect(rice!.per100).not.toHaveProperty('5')
  })

  test('the same files again write nothing and say nothing', async () => {
    const folder = await aRelease({ abbrev: [BUTTER, RICE] })
    await importFolder(house, folder)
    const rows = () =>
      house.sql(
        `select (select array_agg(xmin::text order by id) from integrations.foods) as foods, (select array_agg(xmin::text order by food_id) from integrations.food_index) as index, (select array_agg(xmin::text order by word) from integrations.food_words) as words`,
      )
    const before = await rows()
    expect((await importFolder(house, folder)).lines).toContain('foods read 2: 0 new, 0 changed, 2 unchanged')
    expect(await rows()).toEqual(before)
    expect(await house.sql('select * from integrations.outbox')).toEqual([])
  })

  test('one corrected figure is one fact, under the same id and the next version', async () => {
    await importFolder(house, await aRelease({ abbrev: [BUTTER, RICE] }))
    const corrected = await importFolder(
      house,
      await aRelease({ abbrev: [BUTTER, RICE.replace(',111,', ',112,')] }),
    )
    expect(corrected.lines).toContain('foods read 2: 0 new, 1 changed, 1 unchanged')
    await eventually(() => {
      expect(facts).toHaveLength(1)
    })
    expect(facts[0]).toMatchObject({ version: 2n, food: { id: foodId(2, '20037') } })
    expect(facts[0]!.food!.per100.find(({ nutrient }) => nutrient === 1)).toEqual({
      nutrient: 1,
      amount: 112,
    })
    expect((await usda()).map(({ version }) => version)).toEqual([1, 2])
  })

  test('a label that cannot be right is flagged', async () => {
    const figures = { 'Protein_(g)': 10, 'Lipid_Tot_(g)': 10, 'Carbohydrt_(g)': 10 }
    const folder = await aRelease({
      abbrev: [
        abbrevLine('00001', 'FINE', { Energ_Kcal: 170, ...figures }),
        abbrevLine('00002', 'WRONG', { Energ_Kcal: 400, ...figures }),
        abbrevLine('00003', 'FULL', {
          Energ_Kcal: 600,
          'Protein_(g)': 40,
          'Lipid_Tot_(g)': 30,
          'Carbohydrt_(g)': 40,
        }),
        abbrevLine('00004', 'FAT', {
          Energ_Kcal: 950,
          'Protein_(g)': 0,
          'Lipid_Tot_(g)': 100,
          'Carbohydrt_(g)': 0,
        }),
        abbrevLine('00005', 'TEA', {
          Energ_Kcal: 1,
          'Protein_(g)': 1,
          'Lipid_Tot_(g)': 0,
          'Carbohydrt_(g)': 3,
        }),
        abbrevLine('00006', 'NO ENERGY', { Energ_Kcal: 0, ...figures }),
      ],
    })
    const { lines } = await importFolder(house, folder)
    expect((await usda()).map(({ flags }) => flags)).toEqual([
      [],
      ['ENERGY_MISMATCH'],
      ['MACROS_OVER_100'],
      ['ENERGY_TOO_HIGH'],
      [],
      ['ENERGY_MISMATCH'],
    ])
    expect(lines).toContain(
      'flagged by label sanity: ENERGY_MISMATCH 2, ENERGY_TOO_HIGH 1, MACROS_OVER_100 1',
    )
  })

  test('a broken row is named and left out, and costs no other', async () => {
    const abbrev = [
      BUTTER,
      BUTTER.replace('717', 'many').replace('01001', '01002'),
      '01003,"UNCLOSED,1,2',
      BUTTER.replace('717', '-5').replace('01001', '01004'),
      BUTTER,
      'x',
      RICE,
    ]
    const { code, lines } = await importFolder(
      house,
      await aRelease({ abbrev, weights: ['~20037~^1^1^~cup~^none^^', '~20037~^2^1^~oz~^28.35^^'] }),
    )
    expect(code).toBe(0)
    expect(lines).toContain('foods read 2: 2 new, 0 changed, 0 unchanged')
    expect(lines).toContain('rows that could not be read: 6')
    expect(lines).toContain('  ABBREV.csv row 3: Energ_Kcal is not an amount: many')
    expect(lines).toContain('  ABBREV.csv row 4: cannot be split into fields')
    expect(lines).toContain('  ABBREV.csv row 6: food 01001 appears twice')
    expect(lines).toContain('  WEIGHT.txt row 1: Gm_Wgt is not an amount: none')
  })
})

describe('what cannot be imported', () => {
  test('a folder that is not there, and a file that is none', async () => {
    expect(await importFolder(house, '/no/such/folder')).toEqual({
      code: 1,
      lines: ['nothing was imported: there is no folder /no/such/folder'],
    })
    const folder = await aRelease({ abbrev: [BUTTER] })
    expect((await importFolder(house, join(folder, 'ABBREV.csv'))).lines[0]).toMatch(/is not a folder$/)
    await rm(join(folder, 'WEIGHT.txt'))
    expect(await importFolder(house, folder)).toEqual({
      code: 1,
      lines: [`nothing was imported: ${folder} has no file WEIGHT.txt`],
    })
  })

  test('figures without their columns, and no figures at all', async () => {
    const folder = await aRelease({ header: 'NDB_No,Shrt_Desc,Energ_Kcal', abbrev: ['01001,BUTTER,717'] })
    expect((await importFolder(house, folder)).lines[0]).toMatch(
      /^nothing was imported: ABBREV.csv: the header lacks Ash_\(g\), /,
    )
    await writeFile(join(folder, 'ABBREV.csv'), '')
    expect(await importFolder(house, folder)).toMatchObject({ code: 1 })
    expect((await importFolder(house, await aRelease({}))).lines).toEqual([
      'nothing was imported: ABBREV.csv has no food that can be read',
    ])
    expect(await usda()).toEqual([])
  })

  test.each([
    [[], '--source is missing'],
    [['--source', 'usda-sr'], '--path is missing'],
    [['--source', 'usda', '--path', '.'], 'there is no source usda; there is usda-sr'],
    [['--sauce', 'x'], "Unknown option '--sauce'"],
  ])('the words %j are answered with the usage', async (argv, expected) => {
    const { code, lines } = await runImport(house, ...argv)
    expect(code).toBe(2)
    expect(lines[0]).toContain(expected)
    expect(lines[0]).toContain('usage: npm run foods:import')
  })
})

;(hasUsda ? describe : describe.skip)('the real release', () => {
  test('every food and every portion arrives, energy agrees with USDA, and a second run changes nothing', async () => {
    const first = await importFolder(house, USDA_FOLDER)
    expect(first.code).toBe(0)
    expect(first.lines).toContain('foods read 8463: 8463 new, 0 changed, 0 unchanged')
    expect(first.lines).toContain('portions 14633; 805 left out because their food is not in the figures')
    expect(first.lines).toContain('rows that could not be read: 0')
    const agreeing = first.lines.map((line) => /within 1 %: (\d+) of (\d+) foods/.exec(line)).find(Boolean)!
    expect(Number(agreeing[1]) / Number(agreeing[2])).toBeGreaterThanOrEqual(0.9)
    expect(Number(agreeing[2])).toBeGreaterThan(4000)

    const [counts] =
      await house.sql(`select count(*)::int as foods, count(*) filter (where not per100 ? '5')::int as no_fibre, count(*) filter (where not per100 ? '6')::int as no_sugars,
      count(*) filter (where per100 ?& array['1', '2', '3', '4'])::int as complete, count(*) filter (where carbohydrate_convention = 1)::int as by_difference, count(*) filter (where name ~ '^[^a-z]*$')::int as shouted
      from integrations.foods where source = 2`)
    expect(counts).toEqual({
      foods: 8463,
      no_fibre: 660,
      no_sugars: 1970,
      complete: 8462,
      by_difference: 8463,
      shouted: 0,
    })

    const second = await importFolder(house, USDA_FOLDER)
    expect(second.lines).toContain('foods read 8463: 0 new, 0 changed, 8463 unchanged')
    expect(facts).toEqual([])
  })
})
