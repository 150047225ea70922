// Every limit of what people send, once: the edge's schemas and the services' checks both read them here. A range has both
// ends included; lengths of text are in UTF-16 units, after trimming.

// Days

/** The first and the last day that anything may be dated: no living person, and no plan, is outside. */
export const FIRST_DAY = '1900-01-01'
export const LAST_DAY = '2100-12-31'
/** Days of a range of days, both ends included: a leap year. */
export const MAX_RANGE_DAYS = 366

// Diary and foods

/** Grams (or millilitres) of one entry, and of one portion of a food: twenty kilograms are no portion. */
export const MAX_GRAMS = 20_000
/** How many portions one entry may have. */
export const MAX_PORTION_COUNT = 1000
/** Amount of any nutrient in one entry or in 100 g, in the nutrient's own unit: 1 kg in milligrams. */
export const MAX_NUTRIENT_AMOUNT = 1_000_000
/** A person's own name for a meal: it is a heading on a phone. */
export const MAX_MEAL_NAME = 40
/** Name of an entry or a food, and its brand: longer ones of a catalogue are cut. */
export const MAX_FOOD_NAME = 200
/** Name of a portion. */
export const MAX_PORTION_NAME = 100
/** Portions of one own food. */
export const MAX_PORTIONS = 50
/** Energy in 100 g, kcal: pure fat has 902. */
export const MAX_ENERGY_PER_100 = 1000
/** Grams of a macronutrient in 100 g. */
export const MAX_GRAMS_PER_100 = 100

// Lists and searches

/** Text that foods are searched by. */
export const MAX_SEARCH_QUERY = 100
/** Foods of one search: what a person scrolls through; `DEFAULT` when the phone does not say. */
export const MAX_SEARCH_RESULTS = 50
export const DEFAULT_SEARCH_RESULTS = 20
/** Frequent foods of one list. */
export const MAX_FREQUENT_FOODS = 100
/** Foods that meals are composed of, of one question: the solver's time grows with them. */
export const MAX_CANDIDATE_FOODS = 100
/** Foods looked up by id at once. */
export const MAX_FOOD_IDS = 200
/** Meals suggested at once: each takes the solver some 50 ms. */
export const MAX_SUGGESTIONS = 10
export const DEFAULT_SUGGESTIONS = 3
/** Notifications of one page. */
export const MAX_NOTIFICATIONS = 500
export const DEFAULT_NOTIFICATIONS = 50

// Account

/** An e-mail address: RFC 5321, 4.5.3.1.3, less the angle brackets. */
export const MAX_EMAIL = 254
/** Code points of a password. A sentence must fit: NIST SP 800-63B, 3.1.1.2 asks that 64 are taken. */
export const MIN_PASSWORD = 10
export const MAX_PASSWORD = 200
/** A password or token as the edge lets it through: what it must be like is for auth to say. */
export const MAX_SECRET = 1024
/** Name of a person or of a device. */
export const MAX_DISPLAY_NAME = 100

// Profile

/** Weight of a person, kg: from a slight child of 13 to what scales for people can show. */
export const WEIGHT_KG = { min: 20, max: 500 } as const
/** Height of a person, cm: the tallest known had 272. */
export const HEIGHT_CM = { min: 50, max: 272 } as const
/** Body fat, percent of the weight: less is not compatible with life. */
export const BODY_FAT_PERCENT = { min: 2, max: 75 } as const
/** Age in full years: 13 is the least that stores and the law of most countries ask for. */
export const AGE_YEARS = { min: 13, max: 120 } as const
/** What measured a weight. */
export const MAX_WEIGHT_SOURCE = 40
/** An IANA zone's name. */
export const MAX_TIME_ZONE = 64
/** A language tag: the longest of RFC 5646, 4.4.1. */
export const MAX_LOCALE = 35
/** Name of a disliked food. */
export const MAX_DISLIKE = 60
/** Names in one list: the allergens, diets or dislikes of a person or a food. */
export const MAX_NAMES = 100

// Targets

/** Percent of body weight a week that a goal may ask for. */
export const MAX_LOSS_PERCENT_PER_WEEK = 3
export const MAX_GAIN_PERCENT_PER_WEEK = 2
/** A day's energy, kcal. */
export const TARGET_ENERGY_KCAL = { min: 500, max: 10_000 } as const
/** A day's protein, carbohydrate or fat, g. */
export const TARGET_MACRO_G = { min: 0, max: 1000 } as const
/** A day's fibre, g. */
export const TARGET_FIBRE_G = { min: 0, max: 200 } as const
/** A day's water, ml. */
export const TARGET_WATER_ML = { min: 0, max: 20_000 } as const
