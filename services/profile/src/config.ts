import { z } from 'zod'

/** The profile has no settings of its own yet. */
export const settings = z.object({})

export type ProfileConfig = z.output<typeof settings>
