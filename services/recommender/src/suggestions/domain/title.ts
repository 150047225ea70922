import type { Serving } from './meal-model.ts'

const PROPER =
  /^(Greek|French|Swiss|Brussels|American|Atlantic|Italian|Mexican|Indian|Chinese|Japanese|Brazil|English)\b/
/** Said before the name: "Smoked salmon" of "Salmon, smoked". */
const PREPARED = /^(smoked|boiled|baked|fried|scrambled|mashed)$/

/** "Chicken breast with brown rice and broccoli": the main thing first, the others in the order of the plate. */
export function titleOf(servings: readonly Serving[]): string {
  const names = [...servings]
    .sort((a, b) => a.candidate.slot - b.candidate.slot)
    .map(({ candidate }) => shortName(candidate.food.name))
  const [main = '', ...rest] = names
  const others = rest.map((name) =>
    PROPER.test(name) || /^\p{Lu}{2}/u.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1),
  )
  if (others.length === 0) return main
  const last = others.pop()!
  // "Lasagna with meat sauce" goes on as a list.
  const joint = !main.includes(' with ') ? ' with ' : others.length > 0 ? ', ' : ' and '
  return `${main}${joint}${others.length > 0 ? `${others.join(', ')} and ${last}` : last}`
}

/** What stands before the first comma: "Chicken breast" of "Chicken breast, skinless, roasted". */
function shortName(name: string): string {
  const [base = '', how = ''] = name.split(',').map((each) => each.trim())
  const short = PREPARED.test(how) ? `${how} ${base.charAt(0).toLowerCase()}${base.slice(1)}` : base || name
  return short.charAt(0).toUpperCase() + short.slice(1)
}
