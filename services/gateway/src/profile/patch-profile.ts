import { classifyFailure } from '@mymacrotracker/errors'
import type { GatewayContext } from '../context.ts'
import { profileJson, profilePatchMessage, profilePatchSchema, profileSchema } from './profile-json.ts'
import { defineRoute } from '../server/route.ts'

export const patchProfile = ({ clients }: GatewayContext) =>
  defineRoute({
    name: 'updateProfile',
    method: 'patch',
    path: '/v1/profile',
    tag: 'Profile',
    summary: 'Change the profile',
    description: 'Changes the fields that are given; the others stay as they are.',
    access: 'user',
    priority: 'write',
    body: profilePatchSchema,
    answers: { 200: { description: 'The profile after the change', schema: profileSchema } },
    problems: ['AGE_OUT_OF_RANGE', 'TIME_INVALID', 'TIME_ZONE_UNKNOWN', 'LOCALE_INVALID', 'VALUE_UNKNOWN'],
    examples: {
      bodies: {
        person: {
          sex: 'female',
          birthDate: '1990-04-12',
          heightCm: 168,
          weightKg: 65.5,
          timeZone: 'Europe/Berlin',
          locale: 'de-DE',
          activityLevel: 'light',
        },
        allergies: { diet: 'vegetarian', allergens: ['milk'], dislikes: ['olives'] },
      },
    },
    async handle({ body }, call) {
      const { profile, goal, version } = await clients.profile.person.updateProfile(
        { patch: profilePatchMessage(body) },
        call,
      )
      if (body.timeZone !== undefined || body.dayStartsAt !== undefined) {
        const { timeZone, dayStartsAt } = profile!
        // With the diary away nothing can be logged on a wrong day; it hears of the change by the fact.
        await clients.events.localDays
          .keepDaySettings({ timeZone, dayStartsAt, version }, call)
          .catch(unlessAway)
      }
      return { status: 200, body: profileJson(profile!, goal) }
    },
  })

function unlessAway(error: unknown): void {
  if (classifyFailure(error) !== 'transient') throw error
}
