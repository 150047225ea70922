import { z } from 'zod'

/** The recommender has no settings of its own yet. */
export const settings = z.object({})

export type RecommenderConfig = z.output<typeof settings>
