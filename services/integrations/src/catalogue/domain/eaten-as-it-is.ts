/** Vegetables that are cooked, and seasonings that are not a portion of anything. */
const COOKED_VEGETABLE =
  /^(asparagus|beetroot|bok choy|brussels sprouts|eggplant|green beans|leeks|mushrooms, shiitake|okra|pumpkin|turnips)\b.*\braw\b|\bfrozen$/i
const SEASONING = /^(cilantro|garlic|ginger|jalape|lemon\b|lime\b|parsley|spirulina|tomato paste)/i

/** Whether people put a food on the plate as its name says: no raw meat, no dry pasta, no flour. */
export function isEatenAsItIs({ name, role }: { name: string; role: string }): boolean {
  if (/\b(flour|uncooked|unprepared)\b/i.test(name) || SEASONING.test(name)) return false
  if (/\bdry\b(?!-roasted)/i.test(name)) return false
  if (role === 'vegetable') return !COOKED_VEGETABLE.test(name)
  return !((role === 'protein' || role === 'carbohydrate' || role === 'mixed') && /\braw\b/i.test(name))
}
