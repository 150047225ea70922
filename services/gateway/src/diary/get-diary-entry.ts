import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { ENTRY_HEADERS, entryJson, entrySchema, entryTag } from './entry-json.ts'
import { pathIdField, wantedId } from '../json/fields.ts'
import { EXAMPLE } from '../openapi/examples.ts'
import { defineRoute } from '../server/route.ts'

export const getDiaryEntry = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'getEntry',
    method: 'get',
    path: '/v1/diary/entries/{id}',
    tag: 'Diary',
    summary: 'Get an entry',
    description: 'One entry of the diary.',
    access: 'user',
    priority: 'read',
    params: z.strictObject({ id: pathIdField }),
    answers: { 200: { description: 'The entry', schema: entrySchema, headers: ENTRY_HEADERS } },
    problems: ['ENTRY_NOT_FOUND'],
    examples: { params: { id: EXAMPLE.entryId } },
    async handle({ params: { id } }, call) {
      const { entry } = await clients.events.diary.getEntry({ id: wantedId(id, 'entry') }, call)
      return { status: 200, body: entryJson(entry!), headers: { ETag: entryTag(entry!) } }
    },
  })
