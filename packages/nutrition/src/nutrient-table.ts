/** A nutrient: its id on the wire and in SQL (1 to 63), its key in HTTP JSON (unit included) and the decimals HTTP shows. */
export interface Nutrient {
  id: number
  key: string
  name: string
  unit: 'kcal' | 'g' | 'mg' | 'µg'
  decimals: number
}

const row = (id: number, key: string, name: string, unit: Nutrient['unit'], decimals: number): Nutrient => ({
  id,
  key,
  name,
  unit,
  decimals,
})

/** The one nutrient table. Ids are never reused. */
export const NUTRIENTS: readonly Nutrient[] = [
  row(1, 'energyKcal', 'Energy', 'kcal', 0),
  row(2, 'proteinG', 'Protein', 'g', 1),
  row(3, 'carbohydrateG', 'Carbohydrate', 'g', 1),
  row(4, 'fatG', 'Fat', 'g', 1),
  row(5, 'fibreG', 'Fibre', 'g', 1),
  row(6, 'sugarsG', 'Sugars', 'g', 1),
  row(7, 'saturatedFatG', 'Saturated fat', 'g', 1),
  row(8, 'sodiumMg', 'Sodium', 'mg', 0),
  row(9, 'monounsaturatedFatG', 'Monounsaturated fat', 'g', 1),
  row(10, 'polyunsaturatedFatG', 'Polyunsaturated fat', 'g', 1),
  row(11, 'transFatG', 'Trans fat', 'g', 1),
  row(12, 'cholesterolMg', 'Cholesterol', 'mg', 0),
  row(13, 'addedSugarsG', 'Added sugars', 'g', 1),
  row(14, 'alcoholG', 'Alcohol', 'g', 1),
  row(15, 'waterG', 'Water', 'g', 1),
  row(16, 'potassiumMg', 'Potassium', 'mg', 0),
  row(17, 'calciumMg', 'Calcium', 'mg', 0),
  row(18, 'ironMg', 'Iron', 'mg', 2),
  row(19, 'magnesiumMg', 'Magnesium', 'mg', 0),
  row(20, 'phosphorusMg', 'Phosphorus', 'mg', 0),
  row(21, 'zincMg', 'Zinc', 'mg', 2),
  row(22, 'copperMg', 'Copper', 'mg', 3),
  row(23, 'manganeseMg', 'Manganese', 'mg', 3),
  row(24, 'seleniumUg', 'Selenium', 'µg', 1),
  row(25, 'vitaminAUg', 'Vitamin A (RAE)', 'µg', 0),
  row(26, 'vitaminCMg', 'Vitamin C', 'mg', 1),
  row(27, 'vitaminDUg', 'Vitamin D', 'µg', 1),
  row(28, 'vitaminEMg', 'Vitamin E', 'mg', 2),
  row(29, 'vitaminKUg', 'Vitamin K', 'µg', 1),
  row(30, 'thiaminMg', 'Thiamin', 'mg', 3),
  row(31, 'riboflavinMg', 'Riboflavin', 'mg', 3),
  row(32, 'niacinMg', 'Niacin', 'mg', 2),
  row(33, 'pantothenicAcidMg', 'Pantothenic acid', 'mg', 2),
  row(34, 'vitaminB6Mg', 'Vitamin B6', 'mg', 3),
  row(35, 'folateUg', 'Folate', 'µg', 0),
  row(36, 'vitaminB12Ug', 'Vitamin B12', 'µg', 2),
  row(37, 'cholineMg', 'Choline', 'mg', 0),
]

export const NUTRIENT_BY_KEY: ReadonlyMap<string, Nutrient> = new Map(
  NUTRIENTS.map((each) => [each.key, each]),
)
export const NUTRIENT_BY_ID: ReadonlyMap<number, Nutrient> = new Map(NUTRIENTS.map((each) => [each.id, each]))

/** Ids of the nutrients that code names. */
export const ENERGY = 1
export const PROTEIN = 2
export const CARBOHYDRATE = 3
export const FAT = 4
export const FIBRE = 5
export const SUGARS = 6
export const SATURATED_FAT = 7
export const SODIUM = 8
export const ALCOHOL = 14
export const WATER = 15

/** The four a meal is fitted to. */
export const MACROS = [ENERGY, PROTEIN, CARBOHYDRATE, FAT] as const
export type MacroId = (typeof MACROS)[number]

/** EU 1169/2011 Annex II. */
export const ALLERGENS = [
  'gluten',
  'crustaceans',
  'egg',
  'fish',
  'peanut',
  'soy',
  'milk',
  'nuts',
  'celery',
  'mustard',
  'sesame',
  'sulphites',
  'lupin',
  'molluscs',
] as const
export const DIETS = ['none', 'vegetarian', 'vegan', 'pescatarian', 'halal', 'kosher'] as const
export const MEALS = ['breakfast', 'lunch', 'dinner', 'snack'] as const
