// Prints how long suggestions take on the starter catalogue; nothing is asserted. After a build:
//   node services/recommender/test/suggestions/solve-time.ts
import { CARBOHYDRATE, ENERGY, FAT, PROTEIN } from '@mymacrotracker/nutrition'
import { composeMeals } from '../../dist/suggestions/compose-meals.js'
import { createSolver } from '../../dist/suggestions/solver.js'
import { starterFoods } from '../a-food.ts'

const solver = createSolver({ logger: { warn: console.warn, error: console.error } as never })
const foods = starterFoods()
const times: number[] = []
for (let day = 1; day <= 15; day++) {
  for (const [meal, kcal] of [
    ['breakfast', 450],
    ['lunch', 640],
    ['dinner', 850],
    ['snack', 200],
  ] as const) {
    const target = {
      [ENERGY]: kcal,
      [PROTEIN]: kcal * 0.07,
      [CARBOHYDRATE]: kcal * 0.11,
      [FAT]: kcal * 0.033,
    }
    const sources = {
      catalogue: foods.filter((food) => food.meals.includes(meal)),
      frequent: [],
      eatenToday: new Set<string>(),
    }
    const date = `2026-11-${String(day).padStart(2, '0')}`
    const startedAt = performance.now()
    await composeMeals(solver, {
      sources,
      meal,
      date,
      target,
      count: 3,
      deadlineAt: Date.now() + 10_000,
      signal: new AbortController().signal,
    })
    times.push(performance.now() - startedAt)
  }
}
await solver.stop()
const [first, ...rest] = times
const sorted = rest.sort((a, b) => a - b)
const at = (share: number) => sorted[Math.floor(sorted.length * share)]!.toFixed(0)
console.log(
  `three suggestions: first ${first!.toFixed(0)} ms (the thread starts), then p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, most ${at(0.999)} ms, over ${sorted.length} meals`,
)
