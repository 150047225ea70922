import { z } from 'zod'

/** The catalogue has no settings of its own yet. */
export const settings = z.object({})

export type IntegrationsConfig = z.output<typeof settings>
