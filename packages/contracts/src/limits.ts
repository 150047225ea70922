// Every limit of what people send, once: the edge's schemas and the services' checks both read them here.

/** Grams (or millilitres) of one entry, and of one portion of a food. */
export const MAX_GRAMS = 20_000
/** How many portions one entry may have. */
export const MAX_PORTION_COUNT = 1000
/** Amount of any nutrient, in its own unit. */
export const MAX_NUTRIENT_AMOUNT = 1_000_000
/** Characters of a person's own name for a meal. */
export const MAX_MEAL_NAME = 40
/** Characters of the name of an entry or a food, and of its brand. */
export const MAX_FOOD_NAME = 200
/** Characters of the name of a portion. */
export const MAX_PORTION_NAME = 100
/** Portions of one own food. */
export const MAX_PORTIONS = 50
/** Energy per 100 g, kcal: pure fat has 902. */
export const MAX_ENERGY_PER_100 = 1000
/** Grams of a macronutrient in 100 g. */
export const MAX_GRAMS_PER_100 = 100
/** Days of a range, both ends included. */
export const MAX_RANGE_DAYS = 366
/** The first and the last day that anything may be dated. */
export const FIRST_DAY = '1900-01-01'
export const LAST_DAY = '2100-12-31'
/** Body weight, kg. */
export const MIN_WEIGHT_KG = 20
export const MAX_WEIGHT_KG = 500
