import { round } from './nutrients-json.ts'

/** Grams for people: to a tenth, and below one gram to two figures, so that a pinch of salt is not 0. */
export function gramsJson(grams: number): number {
  return grams < 1 ? Number(grams.toPrecision(2)) : round(grams, 1)
}
