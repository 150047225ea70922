import { searchWords } from './search-words.ts'

// What somebody means who types nothing but this word, plainest first.
const STAPLES = table({
  rice: ['white rice cooked', 'brown rice cooked'],
  chicken: [
    'chicken breast roasted',
    'chicken thigh roasted',
    'chicken breast raw',
    'chicken drumstick',
    'chicken wing',
  ],
  turkey: ['turkey breast roasted', 'turkey breast deli', 'ground turkey cooked'],
  bread: ['white bread', 'whole wheat bread', 'rye bread'],
  toast: ['white bread', 'whole wheat bread'],
  egg: ['egg whole raw', 'egg boiled', 'egg fried', 'egg scrambled'],
  milk: ['milk whole', 'milk 2% fat', 'milk skim'],
  cheese: ['cheddar cheese', 'mozzarella cheese', 'cheese swiss'],
  yogurt: ['yogurt plain whole milk', 'greek yogurt plain'],
  pasta: ['pasta cooked', 'whole wheat pasta cooked'],
  spaghetti: ['pasta cooked', 'spaghetti cooked'],
  noodles: ['egg noodles cooked', 'rice noodles cooked', 'pasta cooked'],
  beef: ['ground beef 80% cooked', 'beef sirloin steak', 'ground beef 90% cooked'],
  steak: ['beef sirloin steak', 'beef ribeye steak'],
  pork: ['pork chop', 'pork tenderloin roasted'],
  lamb: ['lamb leg roasted', 'ground lamb cooked'],
  fish: ['salmon atlantic farmed cooked', 'cod cooked', 'tuna canned in water'],
  salmon: ['salmon atlantic farmed cooked', 'salmon atlantic farmed raw', 'salmon smoked'],
  tuna: ['tuna canned in water', 'tuna canned in oil'],
  shrimp: ['shrimp cooked'],
  potato: ['potato boiled no skin', 'potato baked skin', 'potato raw'],
  oats: ['oats rolled dry', 'oatmeal cooked water'],
  oatmeal: ['oatmeal cooked water', 'oats rolled dry'],
  coffee: ['coffee brewed black', 'espresso'],
  tea: ['tea black brewed', 'herbal tea brewed'],
  juice: ['orange juice', 'apple juice'],
  wine: ['wine red', 'wine white'],
  pizza: ['pizza cheese', 'pizza pepperoni'],
  salad: ['lettuce romaine', 'lettuce iceberg', 'coleslaw', 'potato salad'],
  soup: ['chicken noodle soup', 'tomato soup'],
  butter: ['butter salted', 'butter unsalted'],
  oil: ['olive oil', 'canola oil', 'sunflower oil'],
  nuts: ['mixed nuts', 'almonds', 'walnuts', 'cashews'],
  beans: ['black beans cooked', 'kidney beans red cooked', 'baked beans'],
  cereal: ['corn flakes', 'granola homemade'],
  chocolate: ['milk chocolate', 'dark chocolate'],
  cake: ['chocolate cake with frosting'],
  'ice cream': ['ice cream vanilla'],
  burger: ['cheeseburger fast food', 'hamburger'],
  hamburger: ['cheeseburger'],
  sausage: ['pork sausage', 'frankfurter'],
  fruit: ['apple', 'banana', 'orange', 'grapes'],
  meat: ['ground beef cooked', 'chicken breast roasted', 'pork chop'],
  vegetables: ['mixed vegetables', 'broccoli cooked', 'carrots raw'],
  veggies: ['mixed vegetables', 'broccoli cooked', 'carrots raw'],
  berries: ['strawberries', 'blueberries', 'raspberries'],
  melon: ['watermelon', 'cantaloupe melon'],
  olives: ['olives black', 'olives green'],
  corn: ['sweet corn cooked', 'sweet corn canned'],
  peas: ['green peas cooked', 'green peas frozen'],
  mushrooms: ['mushrooms white raw'],
  pepper: ['bell pepper red', 'bell pepper green'],
  cabbage: ['cabbage green raw'],
  soda: ['cola', 'diet cola'],
  cream: ['heavy cream', 'sour cream'],
  flour: ['wheat flour white', 'wheat flour whole grain'],
  sugar: ['sugar white'],
  tofu: ['tofu firm'],
  ham: ['ham sliced deli', 'ham roasted'],
  crackers: ['saltine crackers'],
  cookie: ['chocolate chip cookie'],
  muffin: ['blueberry muffin'],
  chips: ['potato chips salted', 'tortilla chips salted'],
  fries: ['french fries'],
  lentils: ['lentils cooked'],
  quinoa: ['quinoa cooked'],
  couscous: ['couscous cooked'],
  chickpeas: ['chickpeas cooked', 'chickpeas canned'],
  protein: ['whey protein powder', 'soy protein powder'],
  tomato: ['tomato raw'],
  carrot: ['carrots raw', 'carrots cooked'],
  lettuce: ['lettuce romaine', 'lettuce iceberg'],
  'cottage cheese': ['cottage cheese 2%', 'cottage cheese creamed'],
  'sweet potato': ['sweet potato baked', 'sweet potato raw'],
  beer: ['beer regular'],
  alcohol: ['beer regular', 'wine red'],
  jelly: ['jam'],
  bacon: ['bacon pan fried'],
  dressing: ['ranch dressing'],
  sauce: ['ketchup', 'soy sauce', 'barbecue sauce'],
})

// Other names for the same thing, anywhere in a query.
const OTHER_NAMES = table({
  toast: ['bread'],
  wholemeal: ['whole wheat'],
  americano: ['coffee brewed'],
  latte: ['coffee brewed', 'coffee milk'],
  'grilled chicken': ['chicken breast roasted'],
  'roast chicken': ['chicken breast roasted', 'chicken thigh roasted'],
  'low fat milk': ['milk 1% fat', 'milk 2% fat'],
  'lowfat milk': ['milk 1% fat', 'milk 2% fat'],
  'full fat milk': ['milk whole'],
  'full cream milk': ['milk whole'],
  'semi skimmed': ['milk 2% fat'],
  'semi skimmed milk': ['milk 2% fat'],
  'skimmed milk': ['milk skim'],
  coke: ['cola'],
  pepsi: ['cola'],
  'coke zero': ['diet cola'],
  'diet coke': ['diet cola'],
  'pepsi max': ['diet cola'],
  '7 up': ['lemon lime soda'],
  sprite: ['lemon lime soda'],
  fanta: ['orange soda', 'carbonated orange'],
  'soft drink': ['cola'],
  'soda pop': ['cola'],
  'dr pepper': ['carbonated pepper type'],
  burger: ['hamburger', 'cheeseburger'],
  mince: ['ground beef'],
  'minced meat': ['ground beef'],
  'ground meat': ['ground beef'],
  spag: ['spaghetti'],
  penne: ['pasta'],
  fusilli: ['pasta'],
  linguine: ['pasta'],
  rigatoni: ['pasta'],
  fettuccine: ['pasta'],
  chips: ['french fries'],
  'overnight oats': ['oatmeal'],
  jello: ['gelatin dessert'],
  gatorade: ['sports drink'],
  'v 8': ['vegetable juice'],
  veggies: ['vegetables'],
  veg: ['vegetables'],
  veggie: ['vegetarian'],
  swede: ['rutabaga'],
  'sweet potato fries': ['sweet potato french fried'],
  marmite: ['yeast extract spread'],
  vegemite: ['yeast extract spread'],
  philadelphia: ['cream cheese'],
  cornflour: ['cornstarch'],
  oreo: ['cookies chocolate sandwich creme filling'],
})

// The nearest food for what few catalogues have: far below the thing itself, far above a food that only shares a word.
const NEAREST = table({
  cappuccino: ['coffee milk', 'coffee brewed'],
  'flat white': ['coffee milk', 'coffee brewed'],
  macchiato: ['espresso'],
  mocha: ['coffee milk', 'coffee brewed'],
  'oat milk': ['soy milk', 'almond milk', 'oats'],
  oatmilk: ['soy milk', 'almond milk', 'oats'],
  'rice milk': ['soy milk', 'almond milk'],
  'plant milk': ['soy milk', 'almond milk'],
  'vegan milk': ['soy milk', 'almond milk'],
  skyr: ['greek yogurt'],
  quark: ['greek yogurt', 'cottage cheese'],
  magerquark: ['greek yogurt', 'cottage cheese'],
  'fromage frais': ['greek yogurt'],
  'fromage blanc': ['greek yogurt', 'cottage cheese'],
  kefir: ['yogurt plain'],
  '7 up': ['cola'],
  sprite: ['cola'],
  fanta: ['cola'],
  'dr pepper': ['cola'],
  'strawberry yogurt': ['yogurt fruit'],
  'big mac': ['cheeseburger'],
  whopper: ['cheeseburger'],
  bolognese: ['meatballs', 'meat sauce'],
  'pb j': ['peanut butter'],
  pbj: ['peanut butter'],
  'protein shake': ['whey protein powder'],
  'protein bar': ['granola bar'],
  wrap: ['flour tortilla'],
  sushi: ['white rice cooked'],
  guacamole: ['avocado'],
  naan: ['pita bread'],
  'green tea': ['herbal tea', 'tea black'],
  'red bull': ['energy drink'],
  monster: ['energy drink'],
  snickers: ['milk chocolate'],
  'caesar salad': ['lettuce romaine'],
  anchovy: ['sardines canned'],
  acai: ['blueberries'],
  'creme fraiche': ['sour cream'],
  gatorade: ['energy drink'],
  oreo: ['chocolate chip cookie'],
})

/** Phrases for a query that is nothing but the name of a staple. */
export function staplesOf(query: string): readonly string[][] {
  return STAPLES.get(query) ?? []
}

/** A query with a phrase of it replaced by what it may mean. */
export interface Meaning {
  words: string[]
  isNearest: boolean
}

/** What the longest known phrase of a query may mean, best first, and the places of its words. */
export function meaningsOf(words: readonly string[]): { known: Set<number>; meanings: Meaning[] } {
  for (let length = Math.min(3, words.length); length > 0; length--) {
    for (let at = 0; at + length <= words.length; at++) {
      const key = words.slice(at, at + length).join(' ')
      const replaced = (phrases: readonly string[][] = [], isNearest: boolean) =>
        phrases.map((phrase) => ({
          words: [...new Set([...words.slice(0, at), ...phrase, ...words.slice(at + length)])],
          isNearest,
        }))
      const meanings = [...replaced(OTHER_NAMES.get(key), false), ...replaced(NEAREST.get(key), true)]
      if (meanings.length > 0)
        return { known: new Set(Array.from({ length }, (_, more) => at + more)), meanings }
    }
  }
  return { known: new Set(), meanings: [] }
}

/** Keys and phrases as search compares them. */
function table(entries: Record<string, readonly string[]>): ReadonlyMap<string, string[][]> {
  return new Map(
    Object.entries(entries).map(([key, phrases]) => [searchWords(key).join(' '), phrases.map(searchWords)]),
  )
}
