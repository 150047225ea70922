import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { pathIdField, wantedId } from '../json/fields.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const deleteDiaryEntry = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'deleteEntry',
    method: 'delete',
    path: '/v1/diary/entries/{id}',
    tag: 'Diary',
    summary: 'Delete an entry',
    description: 'Removes the entry from its day. Other devices learn of it.',
    access: 'user',
    priority: 'write',
    params: z.strictObject({ id: pathIdField }),
    takesIfMatch: true,
    answers: { 204: { description: 'The entry has been deleted' } },
    problems: ['ENTRY_NOT_FOUND'],
    examples: { params: { id: EXAMPLE.entryId } },
    async handle({ params: { id }, expectedVersion }, call) {
      await clients.events.diary.deleteEntry({ id: wantedId(id, 'entry'), expectedVersion }, call)
      return { status: 204 }
    },
  })
