import {
  CARBOHYDRATE,
  ENERGY,
  FAT,
  FIBRE,
  PROTEIN,
  SATURATED_FAT,
  SODIUM,
  SUGARS,
  WATER,
} from '@mymacrotracker/nutrition'

/** Columns of ABBREV and the nutrient each holds, per 100 g. Units are those of the nutrient table. */
export const NUTRIENT_COLUMNS: ReadonlyMap<string, number> = new Map([
  ['Energ_Kcal', ENERGY],
  ['Protein_(g)', PROTEIN],
  ['Carbohydrt_(g)', CARBOHYDRATE],
  ['Lipid_Tot_(g)', FAT],
  ['Fiber_TD_(g)', FIBRE],
  ['Sugar_Tot_(g)', SUGARS],
  ['FA_Sat_(g)', SATURATED_FAT],
  ['FA_Mono_(g)', 9],
  ['FA_Poly_(g)', 10],
  ['Cholestrl_(mg)', 12],
  ['Sodium_(mg)', SODIUM],
  ['Water_(g)', WATER],
  ['Potassium_(mg)', 16],
  ['Calcium_(mg)', 17],
  ['Iron_(mg)', 18],
  ['Magnesium_(mg)', 19],
  ['Phosphorus_(mg)', 20],
  ['Zinc_(mg)', 21],
  ['Copper_(mg)', 22],
  ['Manganese_(mg)', 23],
  ['Selenium_(µg)', 24],
  ['Vit_A_RAE_(µg)_', 25],
  ['Vit_C_(mg)', 26],
  ['Vit_D_µg', 27],
  ['Vit_E_(mg)', 28],
  ['Vit_K_(µg)', 29],
  ['Thiamin_(mg)', 30],
  ['Riboflavin_(mg)', 31],
  ['Niacin_(mg)', 32],
  ['Panto_Acid_(mg)', 33],
  ['Vit_B6_(mg)', 34],
  ['Folate_Tot_(µg)', 35],
  ['Vit_B12_(µg)', 36],
  ['Choline_Tot_(mg)', 37],
])

export const NUMBER_COLUMN = 'NDB_No'
export const NAME_COLUMN = 'Shrt_Desc'
export const ASH_COLUMN = 'Ash_(g)'
export const PORTION_COLUMNS = [
  ['GmWt_Desc1', 'GmWt_1'],
  ['GmWt_Desc2', 'GmWt_2'],
] as const

/** Every column the importer reads. */
export const ABBREV_COLUMNS: readonly string[] = [
  NUMBER_COLUMN,
  NAME_COLUMN,
  ASH_COLUMN,
  ...PORTION_COLUMNS.flat(),
  ...NUTRIENT_COLUMNS.keys(),
]
