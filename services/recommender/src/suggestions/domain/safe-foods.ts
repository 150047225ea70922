import type { Food } from '@mymacrotracker/contracts/nutrition/v1/nutrition'

/** What a person does not eat. */
export interface Exclusions {
  allergens: readonly string[]
  diet: string
  dislikes: readonly string[]
}

/** Diets that a food of a stricter diet fits by definition. */
const STRICTER: Record<string, readonly string[]> = {
  vegetarian: ['vegan'],
  pescatarian: ['vegetarian', 'vegan'],
}

/** Foods that certainly fit. Unknown allergens or diets count as present for a person who set any. */
export function safeFoods<
  F extends Pick<Food, 'name' | 'allergens' | 'allergensKnown' | 'diets' | 'dietsKnown'>,
>(foods: readonly F[], exclusions: Exclusions): F[] {
  return foods.filter(
    (food) =>
      isFreeOf(food, exclusions.allergens) &&
      isOfDiet(food, exclusions.diet) &&
      !isDisliked(food.name, exclusions.dislikes),
  )
}

function isFreeOf(
  { allergens, allergensKnown }: Pick<Food, 'allergens' | 'allergensKnown'>,
  excluded: readonly string[],
): boolean {
  return excluded.length === 0 || (allergensKnown && !allergens.some((each) => excluded.includes(each)))
}

function isOfDiet({ diets, dietsKnown }: Pick<Food, 'diets' | 'dietsKnown'>, diet: string): boolean {
  return (
    diet === '' ||
    diet === 'none' ||
    (dietsKnown && [diet, ...(STRICTER[diet] ?? [])].some((each) => diets.includes(each)))
  )
}

/** Whether the name contains a disliked word (or words in a row), whatever its case, accents or number. */
function isDisliked(name: string, dislikes: readonly string[]): boolean {
  const words = ` ${stems(name).join(' ')} `
  return dislikes.map(stems).some((wanted) => wanted.length > 0 && words.includes(` ${wanted.join(' ')} `))
}

/** Words without case, accents and English plural endings: tomatoes and tomato, berries and berry, grapes and grape are the same. */
function stems(text: string): string[] {
  const words =
    text
      .normalize('NFKD')
      .toLowerCase()
      .replace(/\p{M}/gu, '')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  return words.map((word) =>
    word.length < 4
      ? word
      : word
          .replace(/([^s])s$/, '$1')
          .replace(/e$/, '')
          .replace(/y$/, 'i'),
  )
}
