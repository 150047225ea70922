import { z } from 'zod'
import { PROBLEMS } from './problem-codes.ts'

const codeSchema = z.string().meta({
  id: 'ProblemCode',
  description:
    'A stable reason. New reasons may be added: a client treats one that it does not know by the status alone. docs/errors.md explains each.',
  enum: PROBLEMS.map(({ code }) => code),
})

const paramsSchema = z
  .object({
    field: z.string(),
    min: z.number(),
    max: z.number(),
    above: z.number().meta({ description: 'The value must be greater than this' }),
    unit: z
      .enum(['characters', 'items'])
      .meta({ description: 'What min and max count, unless it is the value' }),
    from: z.iso.date(),
    to: z.iso.date(),
    allowed: z.array(z.string()),
    retryAfterS: z.int(),
  })
  .partial()
  .meta({
    id: 'ProblemParams',
    description: 'The figures of a message, for a client that writes its own sentence. Others may be added.',
  })

const fieldFaultSchema = z
  .strictObject({
    path: z.string().meta({ description: 'Of the field, such as amount.grams; a header goes by its name' }),
    code: codeSchema,
    message: z.string().meta({ description: 'What is wrong, in English' }),
    params: paramsSchema.optional(),
  })
  .meta({ id: 'FieldFault', description: 'One field that is wrong' })

export const problemSchema = z
  .strictObject({
    type: z.string().meta({ format: 'uri-reference', description: 'Where the code is explained' }),
    title: z.string().meta({
      description: 'A few words that may be shown to a person, in the language of Accept-Language: en or de',
    }),
    status: z.int(),
    code: codeSchema,
    detail: z.string().meta({ description: 'What happened, in English, for a log or a developer' }),
    params: paramsSchema.optional(),
    errors: z
      .array(fieldFaultSchema)
      .optional()
      .meta({ description: 'Every field that is wrong, at most 20' }),
  })
  .meta({ id: 'Problem', description: 'Why a request was not fulfilled: RFC 9457 with a stable code' })
