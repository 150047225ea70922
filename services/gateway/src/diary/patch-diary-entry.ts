import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { ENTRY_HEADERS, entryJson, entryPatchSchema, entrySchema, entryTag } from './entry-json.ts'
import { pathIdField, toDate, wantedId } from '../json/fields.ts'
import { changesItem, patchedItem, saysWholeItem } from './patched-item.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const patchDiaryEntry = ({ clients: { events } }: GatewayContext) =>
  defineRoute({
    name: 'updateEntry',
    method: 'patch',
    path: '/v1/diary/entries/{id}',
    tag: 'Diary',
    summary: 'Change an entry',
    description:
      'Changes the fields that are given; the others stay as they are. A new eatenAt without a date moves the entry to the local day of that instant.',
    access: 'user',
    priority: 'write',
    params: z.strictObject({ id: pathIdField }),
    body: entryPatchSchema,
    takesIfMatch: true,
    answers: {
      200: { description: 'The entry after the change', schema: entrySchema, headers: ENTRY_HEADERS },
    },
    problems: [
      'ENTRY_NOT_FOUND',
      'FOOD_NOT_FOUND',
      'FOOD_UNAVAILABLE',
      'PORTION_NOT_FOUND',
      'NUTRIENT_UNKNOWN',
      'ENTRY_EXISTS',
    ],
    examples: {
      params: { id: EXAMPLE.entryId },
      bodies: { moreOfIt: { amount: { grams: 90 } }, anotherMeal: { meal: 'snack' } },
    },
    async handle({ params, body, expectedVersion }, call) {
      const { date, eatenAt, meal } = body
      const id = wantedId(params.id, 'entry')
      const current =
        changesItem(body) && !saysWholeItem(body)
          ? (await events.diary.getEntry({ id }, call)).entry
          : undefined
      const patch = {
        date,
        eatenAt: toDate(eatenAt),
        meal,
        item: changesItem(body) ? patchedItem(body, current) : undefined,
      }
      // An item made out of the entry as it was read must not overwrite a newer one.
      const { entry } = await events.diary.updateEntry(
        { id, patch, expectedVersion: expectedVersion ?? current?.version },
        call,
      )
      return { status: 200, body: entryJson(entry!), headers: { ETag: entryTag(entry!) } }
    },
  })
