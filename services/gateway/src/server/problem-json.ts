import { z } from 'zod'

/** RFC 9457. */
export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable reason in UPPER_SNAKE' }),
    detail: z.string().meta({ description: 'For a person' }),
    errors: z
      .array(
        z.strictObject({
          path: z.string().meta({ description: 'Of the field, such as amount.grams' }),
          code: z.string(),
          message: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' })
