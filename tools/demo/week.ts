/** Grams, or a portion by a word of its name; the grams are for a food without such a portion. */
export interface Helping {
  typed: string
  grams: number
  portion?: string
  count?: number
}
export interface Meal {
  meal: 'breakfast' | 'lunch' | 'dinner' | 'snack'
  at: string
  foods: readonly Helping[]
}

export const PERSON = {
  displayName: 'Mara',
  sex: 'female',
  birthDate: '1992-04-18',
  heightCm: 168,
  weightKg: 74,
  activityLevel: 'light',
  units: 'metric',
  diet: 'none',
  allergens: ['fish'],
  dislikes: ['broccoli'],
} as const

export const GOAL = { kind: 'lose', ratePercentPerWeek: 0.5 } as const

/** On the scale in the morning; she forgot it twice. */
export const WEIGHTS_KG: readonly (number | undefined)[] = [
  74.2,
  74.6,
  undefined,
  73.9,
  74.1,
  undefined,
  73.6,
]

/** From the corner shop: in no catalogue. The barcode is one of those that shops may make up (GS1 prefix 20). */
export const OWN_FOOD = {
  name: 'Skyr, vanilla',
  brand: 'Corner shop',
  barcode: '2001234567893',
  allergens: ['milk'],
  diets: ['vegetarian'],
  per100: {
    basis: 'g',
    nutrients: {
      energyKcal: 78,
      proteinG: 10,
      carbohydrateG: 8.6,
      fatG: 0.2,
      fibreG: 0,
      sugarsG: 8.4,
      sodiumMg: 40,
    },
  },
  portions: [{ name: '1 pot', grams: 150 }],
} as const

/** Eaten out on the sixth day: figures of the menu, no food. */
export const QUICK_ADD = {
  meal: 'dinner',
  at: '20:15',
  name: 'Tapas with colleagues (menu)',
  nutrients: { energyKcal: 1150, proteinG: 41, carbohydrateG: 100, fatG: 64, fibreG: 8 },
} as const

const breakfast = (...foods: Helping[]): Meal => ({ meal: 'breakfast', at: '07:40', foods })
const lunch = (...foods: Helping[]): Meal => ({ meal: 'lunch', at: '12:35', foods })
const snack = (...foods: Helping[]): Meal => ({ meal: 'snack', at: '16:10', foods })
const dinner = (...foods: Helping[]): Meal => ({ meal: 'dinner', at: '19:30', foods })

const yogurt: Helping = { typed: 'greek yog', portion: 'container', count: 1, grams: 170 }
const berries: Helping = { typed: 'bluberries', portion: 'cup', count: 0.5, grams: 74 }
const chicken = (grams: number): Helping => ({ typed: 'chiken brest roasted', grams })
const rice = (grams: number): Helping => ({ typed: 'brown rise cooked', grams })
const oil: Helping = { typed: 'olive oil', portion: 'tbsp', count: 1, grams: 13.5 }
const eggs = (count: number): Helping => ({ typed: 'egg boild', portion: 'large', count, grams: 50 * count })
const bread = (count: number): Helping => ({
  typed: 'hole wheat bread',
  portion: 'slice',
  count,
  grams: 32 * count,
})
const oats = (grams: number): Helping => ({ typed: 'oats roled', grams })
const cottage = (grams: number): Helping => ({ typed: 'cotage cheese', grams })
const banana: Helping = { typed: 'bananna', portion: 'medium', count: 1, grams: 118 }
const almonds = (grams: number): Helping => ({ typed: 'almonds', grams })
const tomato: Helping = { typed: 'tomatos raw', portion: 'medium', count: 1, grams: 123 }

/** Six whole days, and today up to the afternoon. Typed as people type. */
export const WEEK: readonly (readonly Meal[])[] = [
  [
    breakfast(yogurt, berries, oats(40)),
    lunch(chicken(150), rice(180), tomato, oil),
    snack({ typed: 'aple', portion: 'medium', count: 1, grams: 182 }, almonds(25)),
    dinner(
      { typed: 'turky breast roasted', grams: 160 },
      { typed: 'sweet potatoe baked', grams: 200 },
      { typed: 'green beens cooked', grams: 125 },
    ),
  ],
  [
    breakfast(eggs(2), bread(2), tomato),
    lunch({ typed: 'lentls cooked', grams: 250 }, cottage(150), oil),
    snack(yogurt, banana),
    dinner(
      chicken(140),
      { typed: 'pasta cooked', grams: 180 },
      { typed: 'parmesan', portion: 'tbsp', count: 2, grams: 10 },
    ),
  ],
  [
    breakfast(oats(50), { typed: 'skim milk', grams: 245 }, berries),
    lunch(bread(2), { typed: 'turky breast roasted', grams: 100 }, { typed: 'avacado', grams: 60 }),
    snack(cottage(200)),
    dinner({ typed: 'ground beef 90% cooked', grams: 150 }, rice(150), {
      typed: 'bell peper',
      portion: 'medium',
      count: 1,
      grams: 119,
    }),
  ],
  [
    breakfast(yogurt, banana, almonds(20)),
    lunch(
      chicken(130),
      { typed: 'quinoa cooked', grams: 185 },
      { typed: 'feta', grams: 30 },
      { typed: 'cucumbr', grams: 100 },
    ),
    snack(eggs(1), { typed: 'carots raw', portion: 'medium', count: 2, grams: 122 }),
    dinner({ typed: 'tofu firm', grams: 200 }, rice(180), oil),
  ],
  [
    breakfast(eggs(2), bread(1), { typed: 'orange juise', grams: 200 }),
    lunch({ typed: 'chickpees cooked', grams: 164 }, { typed: 'feta', grams: 50 }, tomato, oil),
    snack({ typed: 'dark choclate', grams: 20 }),
    dinner(chicken(170), { typed: 'potato boild', grams: 250 }, { typed: 'green beens cooked', grams: 125 }),
  ],
  [breakfast(yogurt, oats(40), berries), lunch(chicken(165), rice(150), tomato), snack(cottage(150))],
  [
    breakfast(eggs(2), bread(1), tomato),
    lunch(
      chicken(120),
      { typed: 'quinoa cooked', grams: 120 },
      { typed: 'feta', grams: 30 },
      { typed: 'cucumbr', grams: 100 },
    ),
  ],
]
