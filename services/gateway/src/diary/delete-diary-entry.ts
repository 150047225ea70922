import { z } from 'zod'
import type { GatewayContext } from '../context.ts'
import { pathIdField, wantedId } from '../json/fields.ts'
import { defineRoute } from '../server/route.ts'

export const deleteDiaryEntry = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'deleteEntry',
    method: 'delete',
    path: '/v1/diary/entries/{id}',
    tag: 'Diary',
    summary: 'Takes an entry out of the diary',
    access: 'user',
    priority: 'write',
    params: z.strictObject({ id: pathIdField }),
    takesIfMatch: true,
    answers: { 204: { description: 'Taken out' } },
    problems: [404],
    async handle({ params: { id }, expectedVersion }, call) {
      await clients.events.diary.deleteEntry({ id: wantedId(id, 'entry'), expectedVersion }, call)
      return { status: 204 }
    },
  })
