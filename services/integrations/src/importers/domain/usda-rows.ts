import type { Portion } from '@mymacrotracker/contracts/nutrition/v1/nutrition'
import { MAX_FOOD_NAME, MAX_NUTRIENT_AMOUNT } from '@mymacrotracker/contracts'
import type { Nutrients } from '@mymacrotracker/nutrition'
import {
  ABBREV_COLUMNS,
  ASH_COLUMN,
  NAME_COLUMN,
  NUMBER_COLUMN,
  NUTRIENT_COLUMNS,
  PORTION_COLUMNS,
} from './usda-columns.ts'
import type { EnergyFactors } from './usda-energy.ts'

/** A row that cannot be read; the message says why. */
export class RowError extends Error {}

export interface AbbrevRow {
  number: string
  shortName: string
  per100: Nutrients
  ashG: number | undefined
  portions: Portion[]
}
export interface DescriptionRow {
  number: string
  name: string
  maker: string
  isCommon: boolean
  factors: EnergyFactors | undefined
}
export interface WeightRow {
  number: string
  portion: Portion
}

/** A reader of ABBREV's rows by the names in its header. Throws RowError naming every column that is missing. */
export function abbrevReader(header: readonly string[]): (row: readonly string[]) => AbbrevRow {
  const at = new Map(header.map((name, index) => [name.replace('\ufeff', '').trim(), index]))
  const missing = ABBREV_COLUMNS.filter((name) => !at.has(name))
  if (missing.length > 0) throw new RowError(`the header lacks ${missing.join(', ')}`)
  return (row) => {
    if (row.length !== header.length)
      throw new RowError(`has ${row.length} fields instead of ${header.length}`)
    const text = (column: string) => row[at.get(column)!]!.trim()
    const per100: Record<number, number> = {}
    for (const [column, nutrient] of NUTRIENT_COLUMNS) {
      const amount = numberOf(text(column), column)
      if (amount !== undefined) per100[nutrient] = amount
    }
    const portions = PORTION_COLUMNS.flatMap(([nameColumn, gramsColumn]) => {
      const grams = numberOf(text(gramsColumn), gramsColumn)
      return text(nameColumn) && grams ? [{ name: text(nameColumn), grams }] : []
    })
    return {
      number: ndbNumber(text(NUMBER_COLUMN)),
      shortName: nameOf(text(NAME_COLUMN)),
      per100,
      ashG: numberOf(text(ASH_COLUMN), ASH_COLUMN),
      portions,
    }
  }
}

/** A row of FOOD_DES (SR28 documentation, table 4). */
export function readDescription(row: readonly string[]): DescriptionRow {
  if (row.length !== 14) throw new RowError(`has ${row.length} fields instead of 14`)
  const [protein, fat, carbohydrate] = [row[11]!, row[12]!, row[13]!].map((text, at) =>
    numberOf(text, ['Pro_Factor', 'Fat_Factor', 'CHO_Factor'][at]!),
  )
  const factors =
    protein !== undefined && fat !== undefined && carbohydrate !== undefined
      ? { protein, fat, carbohydrate }
      : undefined
  return {
    number: ndbNumber(row[0]!),
    name: nameOf(row[2]!),
    maker: row[5]!.trim(),
    isCommon: row[6] === 'Y',
    factors,
  }
}

/** A row of WEIGHT (SR28 documentation, table 12): the grams are those of the whole amount. */
export function readWeight(row: readonly string[]): WeightRow {
  if (row.length !== 7) throw new RowError(`has ${row.length} fields instead of 7`)
  const amount = numberOf(row[2]!, 'Amount')
  const grams = numberOf(row[4]!, 'Gm_Wgt')
  if (!amount || !grams) throw new RowError('has no amount or no weight')
  return { number: ndbNumber(row[0]!), portion: { name: `${amount} ${nameOf(row[3]!)}`, grams } }
}

/** Undefined for an empty field: not known, never 0. */
function numberOf(text: string, column: string): number | undefined {
  if (text.trim() === '') return undefined
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0 || value > MAX_NUTRIENT_AMOUNT)
    throw new RowError(`${column} is not an amount: ${text.slice(0, 40)}`)
  return value
}

function ndbNumber(text: string): string {
  if (!/^\d{4,6}$/.test(text))
    throw new RowError(`${NUMBER_COLUMN} is not a number of five digits: ${text.slice(0, 40)}`)
  return text.padStart(5, '0')
}

function nameOf(text: string): string {
  const name = text.replace(/\p{Cc}/gu, ' ').trim()
  if (name === '') throw new RowError('has no name')
  return name.slice(0, MAX_FOOD_NAME)
}
