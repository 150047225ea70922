import { z } from 'zod'

/** The diary has no settings of its own yet. */
export const settings = z.object({})

export type EventsConfig = z.output<typeof settings>
