import { v7 as uuidv7 } from 'uuid'
import type { GatewayContext } from '../context.ts'
import {
  ENTRY_HEADERS,
  entryJson,
  entrySchema,
  entryTag,
  newEntryMessage,
  newEntrySchema,
} from './entry-json.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const postDiaryEntry = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'recordEntry',
    method: 'post',
    path: '/v1/diary/entries',
    tag: 'Diary',
    summary: 'Log an entry',
    description:
      'Logs an amount of a food, or a quick add: a name and nutrients without a food. The nutrients are kept as they are now, whatever becomes of the food. Repeating a request with the same id and content returns the same entry; the same id with other content is a conflict.',
    access: 'user',
    priority: 'write',
    body: newEntrySchema,
    answers: {
      201: {
        description: 'The new entry',
        schema: entrySchema,
        headers: { ...ENTRY_HEADERS, Location: 'Where the entry is' },
      },
      200: {
        description: 'The entry, which had been logged before',
        schema: entrySchema,
        headers: ENTRY_HEADERS,
      },
    },
    problems: ['ENTRY_EXISTS', 'FOOD_NOT_FOUND', 'FOOD_UNAVAILABLE', 'PORTION_NOT_FOUND', 'NUTRIENT_UNKNOWN'],
    examples: {
      bodies: {
        byGrams: { id: EXAMPLE.entryId, meal: 'breakfast', foodId: EXAMPLE.foodId, amount: { grams: 60 } },
        byPortion: { meal: 'breakfast', foodId: EXAMPLE.foodId, amount: { portion: '1/3 cup', count: 2 } },
        quickAdd: { meal: 'lunch', name: 'Canteen soup', nutrients: { energyKcal: 320, proteinG: 14 } },
      },
    },
    async handle({ body }, call) {
      const { entry, created } = await clients.events.diary.recordEntry(
        { entry: newEntryMessage(body, body.id ?? uuidv7()) },
        call,
      )
      const headers = {
        ETag: entryTag(entry!),
        ...(created && { Location: `/v1/diary/entries/${entry!.id}` }),
      }
      return { status: created ? 201 : 200, body: entryJson(entry!), headers }
    },
  })
