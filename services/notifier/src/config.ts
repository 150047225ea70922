import { z } from 'zod'

/** The notifier has no settings of its own yet. */
export const settings = z.object({})

export type NotifierConfig = z.output<typeof settings>
