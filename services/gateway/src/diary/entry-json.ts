import { MAX_FOOD_NAME, MAX_GRAMS, MAX_PORTION_COUNT, MAX_PORTION_NAME } from '@mymacrotracker/contracts'
import type { Entry, FoodAmount, NewEntry } from '@mymacrotracker/contracts/events/v1/diary_service'
import { z } from 'zod'
import {
  answerDay,
  answerId,
  answerInstant,
  dayField,
  foodIdField,
  instantField,
  instantText,
  mealField,
  newIdField,
  notTogether,
  textField,
  versionField,
  toDate,
  wantedId,
} from '../json/fields.ts'
import { gramsJson } from '../json/grams-json.ts'
import {
  newNutrientsSchema,
  nutrientsJson,
  nutrientsMessage,
  nutrientsSchema,
} from '../json/nutrients-json.ts'

type Item = NewEntry['item']

const AMOUNT_FORMS = 'an amount is either {grams} or {portion, count}'
export const ENTRY_FORMS = 'an entry is either of a food (foodId, amount) or a quick add (name, nutrients)'

const notOfAmount = notTogether(AMOUNT_FORMS)
export const amountSchema = z
  .union([
    z
      .strictObject({
        portion: notOfAmount,
        count: notOfAmount,
        grams: z
          .number()
          .gt(0)
          .max(MAX_GRAMS)
          .meta({
            description: 'Grams, or millilitres of a food whose figures are per 100 ml',
            examples: [60],
          }),
      })
      .meta({ id: 'AmountInGrams' }),
    z
      .strictObject({
        grams: notOfAmount,
        portion: textField(MAX_PORTION_NAME).meta({ description: "Name of one of the food's portions" }),
        count: z
          .number()
          .gt(0)
          .max(MAX_PORTION_COUNT)
          .meta({ description: 'How many portions', examples: [1.5] }),
      })
      .meta({ id: 'AmountInPortions' }),
  ])
  .meta({ id: 'Amount', description: 'How much of a food: grams, or a number of portions' })
type AmountJson = z.output<typeof amountSchema>

const nameField = textField(MAX_FOOD_NAME)
const notOfEntry = notTogether(ENTRY_FORMS)
const whenAndWhat = {
  id: newIdField.optional(),
  date: dayField.optional(),
  eatenAt: instantField.optional(),
  meal: mealField,
}

export const newEntrySchema = z
  .union([
    z
      .strictObject({
        ...whenAndWhat,
        foodId: foodIdField,
        amount: amountSchema,
        name: notOfEntry,
        nutrients: notOfEntry,
      })
      .meta({ id: 'NewFoodEntry', description: 'An amount of a food' }),
    z
      .strictObject({
        ...whenAndWhat,
        name: nameField,
        nutrients: newNutrientsSchema,
        foodId: notOfEntry,
        amount: notOfEntry,
      })
      .meta({ id: 'NewQuickAdd', description: 'A name and nutrients without a food' }),
  ])
  .meta({ id: 'NewEntry' })

export const entryPatchSchema = z
  .strictObject({
    date: dayField.optional(),
    eatenAt: instantField.optional(),
    meal: mealField.optional(),
    foodId: foodIdField.optional(),
    amount: amountSchema.optional(),
    name: nameField.optional(),
    nutrients: newNutrientsSchema.optional(),
  })
  .meta({
    id: 'EntryPatch',
    description:
      'What is absent stays as it is. foodId and amount belong to an entry of a food, name and nutrients to a quick add.',
  })
export type EntryPatchJson = z.output<typeof entryPatchSchema>

export const entrySchema = z
  .strictObject({
    id: answerId,
    date: answerDay,
    eatenAt: answerInstant,
    meal: z.string(),
    foodId: answerId.optional(),
    name: z.string(),
    amount: amountSchema.optional(),
    grams: z.number().optional().meta({ description: 'What the amount weighs; absent for a quick add' }),
    nutrients: nutrientsSchema,
    version: versionField,
    createdAt: answerInstant,
    updatedAt: answerInstant,
  })
  .meta({ id: 'DayEntry', description: 'What was eaten, with its nutrients as they were when it was logged' })
export type EntryJson = z.input<typeof entrySchema>

export function newEntryMessage(json: z.output<typeof newEntrySchema>, id: string): NewEntry {
  return {
    id,
    date: json.date ?? '',
    eatenAt: toDate(json.eatenAt),
    meal: json.meal,
    item:
      json.foodId !== undefined
        ? foodItem(json.foodId, json.amount)
        : quickItem(json.name, nutrientsMessage(json.nutrients)),
  }
}

export function foodItem(foodId: string, amount: AmountJson): Item {
  const { grams, portion, count } = amount
  return {
    $case: 'food',
    value: {
      foodId: wantedId(foodId, 'food'),
      amount:
        grams === undefined
          ? { $case: 'portion', value: { portion, count } }
          : { $case: 'grams', value: grams },
    },
  }
}

export function quickItem(name: string, nutrients: Entry['nutrients']): Item {
  return { $case: 'quickAdd', value: { name, nutrients } }
}

export function entryJson(entry: Entry): EntryJson {
  const { id, date, meal, name, grams, item } = entry
  return {
    id,
    date,
    eatenAt: instantText(entry.eatenAt),
    meal,
    name,
    ...(grams !== undefined && { grams: gramsJson(grams) }),
    ...(item?.$case === 'food' && foodJson(item.value)),
    nutrients: nutrientsJson(entry.nutrients),
    version: Number(entry.version),
    createdAt: instantText(entry.createdAt),
    updatedAt: instantText(entry.updatedAt),
  }
}

function foodJson({ foodId, amount }: FoodAmount): { foodId: string; amount?: AmountJson } {
  return {
    foodId,
    ...(amount && { amount: amount.$case === 'grams' ? { grams: gramsJson(amount.value) } : amount.value }),
  }
}

/** An entry's version as its ETag. */
export const entryTag = ({ version }: Entry): string => `"${version}"`
export const ENTRY_HEADERS = { ETag: "The entry's version, for If-Match" }
