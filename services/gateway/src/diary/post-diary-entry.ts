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
import { defineRoute } from '../server/route.ts'

export const postDiaryEntry = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'recordEntry',
    method: 'post',
    path: '/v1/diary/entries',
    tag: 'Diary',
    summary: 'Logs a food, or figures without a food',
    access: 'user',
    priority: 'write',
    body: newEntrySchema,
    answers: {
      201: {
        description: 'The entry, with its nutrients as they are now',
        schema: entrySchema,
        headers: { ...ENTRY_HEADERS, Location: 'Where the entry is' },
      },
      200: {
        description: 'The same entry, which was there before',
        schema: entrySchema,
        headers: ENTRY_HEADERS,
      },
    },
    problems: [404],
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
