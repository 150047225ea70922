import {
  BODY_FAT_PERCENT,
  HEIGHT_CM,
  MAX_DISLIKE,
  MAX_DISPLAY_NAME,
  MAX_LOCALE,
  MAX_LOSS_PERCENT_PER_WEEK,
  MAX_NAMES,
  MAX_TIME_ZONE,
  WEIGHT_KG,
} from '@mymacrotracker/contracts'
import type { Goal, Profile, ProfilePatch } from '@mymacrotracker/contracts/profile/v1/person_service'
import { z } from 'zod'
import { activityLevel, allergenSchema, dietSchema, goalKind, sex, units } from '../json/enums.ts'
import { answerDay, dayField, rangeField, textField } from '../json/fields.ts'

const body = {
  heightCm: rangeField(HEIGHT_CM),
  weightKg: rangeField(WEIGHT_KG).meta({ description: 'Starting weight, used until one is measured' }),
  bodyFatPercent: rangeField(BODY_FAT_PERCENT),
}

export const profilePatchSchema = z
  .strictObject({
    displayName: textField(MAX_DISPLAY_NAME, 0),
    sex: sex.schema.nullable(),
    birthDate: dayField.nullable(),
    heightCm: body.heightCm.nullable(),
    weightKg: body.weightKg.nullable(),
    bodyFatPercent: body.bodyFatPercent.nullable(),
    units: units.schema,
    timeZone: z
      .string()
      .min(1)
      .max(MAX_TIME_ZONE)
      .meta({ description: 'An IANA time zone, such as Europe/Berlin' }),
    dayStartsAt: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be HH:MM, 00:00 to 23:59' })
      .meta({ description: "When the person's day begins, HH:MM" }),
    locale: z.string().min(1).max(MAX_LOCALE).meta({ description: 'A BCP 47 language tag, such as de-AT' }),
    activityLevel: activityLevel.schema,
    diet: dietSchema,
    allergens: z.array(allergenSchema).max(MAX_NAMES),
    dislikes: z.array(textField(MAX_DISLIKE)).max(MAX_NAMES),
  })
  .partial()
  .meta({ id: 'ProfilePatch', description: 'What is absent stays as it is; null unsets a figure' })

export const goalSchema = z
  .strictObject({
    kind: goalKind.schema,
    ratePercentPerWeek: z.number().min(0).max(MAX_LOSS_PERCENT_PER_WEEK).meta({
      description: 'Per cent of body weight a week: 0 to maintain, up to 3 to lose, up to 2 to gain',
    }),
  })
  .meta({ id: 'Goal' })

export const profileSchema = z
  .strictObject({
    displayName: z.string(),
    sex: sex.schema.optional(),
    birthDate: answerDay.optional(),
    heightCm: z.number().optional(),
    units: units.schema,
    timeZone: z.string(),
    dayStartsAt: z.string(),
    locale: z.string(),
    activityLevel: activityLevel.schema,
    diet: dietSchema,
    allergens: z.array(allergenSchema),
    dislikes: z.array(z.string()),
    weightKg: z.number().optional(),
    bodyFatPercent: z.number().optional(),
    goal: goalSchema.optional(),
  })
  .meta({ id: 'Profile', description: 'Figures of the body, and the goal, are absent until they are set' })

type ProfileJson = z.input<typeof profileSchema>

export function profileJson(profile: Profile, goal: Goal | undefined): ProfileJson {
  return {
    ...profile,
    diet: profile.diet as ProfileJson['diet'],
    allergens: profile.allergens as ProfileJson['allergens'],
    sex: sex.name(profile.sex),
    units: units.name(profile.units) ?? 'metric',
    activityLevel: activityLevel.name(profile.activityLevel) ?? 'sedentary',
    ...(goal && { goal: goalJson(goal) }),
  }
}

export function goalJson({ kind, ratePercentPerWeek }: Goal): z.input<typeof goalSchema> {
  return { kind: goalKind.name(kind) ?? 'maintain', ratePercentPerWeek }
}

/** Fields that null unsets, with their names in the message. */
const CLEARED = {
  sex: 'sex',
  birthDate: 'birth_date',
  heightCm: 'height_cm',
  weightKg: 'weight_kg',
  bodyFatPercent: 'body_fat_percent',
} as const

export function profilePatchMessage({
  sex: ofSex,
  birthDate,
  heightCm,
  weightKg,
  bodyFatPercent,
  units: ofUnits,
  activityLevel: level,
  allergens,
  dislikes,
  ...same
}: z.output<typeof profilePatchSchema>): ProfilePatch {
  const figures = { sex: ofSex, birthDate, heightCm, weightKg, bodyFatPercent }
  return {
    ...same,
    sex: ofSex ? sex.value(ofSex) : undefined,
    birthDate: birthDate ?? undefined,
    heightCm: heightCm ?? undefined,
    weightKg: weightKg ?? undefined,
    bodyFatPercent: bodyFatPercent ?? undefined,
    units: ofUnits && units.value(ofUnits),
    activityLevel: level && activityLevel.value(level),
    allergens: allergens && { items: allergens },
    dislikes: dislikes && { items: dislikes },
    cleared: Object.entries(CLEARED).flatMap(([field, name]) =>
      figures[field as keyof typeof figures] === null ? [name] : [],
    ),
  }
}
