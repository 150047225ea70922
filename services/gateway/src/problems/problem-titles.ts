import type { ProblemCode } from './problem-codes.ts'

interface Titles {
  byStatus: Record<number, string>
  byCode: Partial<Record<ProblemCode, string>>
}

const en: Titles = {
  byStatus: {
    400: 'Please check your input',
    401: 'Please sign in again',
    403: 'You are not allowed to do this',
    404: 'Not found',
    405: 'This is not possible',
    409: 'This already exists',
    412: 'Changed on another device',
    413: 'Too much data at once',
    415: 'This format is not supported',
    422: 'This cannot be accepted',
    426: 'Please update the app',
    429: 'Too many requests',
    500: 'Something went wrong on our side',
    503: 'Temporarily unavailable',
  },
  byCode: {
    BAD_CREDENTIALS: 'Wrong e-mail address or password',
    TOKEN_REQUIRED: 'Please sign in',
    ENTRY_NOT_FOUND: 'Entry not found',
    FOOD_NOT_FOUND: 'Food not found',
    NOTIFICATION_NOT_FOUND: 'Notification not found',
    WEIGHT_NOT_FOUND: 'Weight not found',
    EMAIL_TAKEN: 'This e-mail address is already in use',
    REQUEST_IN_FLIGHT: 'Still being saved',
    BARCODE_INVALID: 'This is not a valid barcode',
    PORTION_NOT_FOUND: 'The food has no such portion',
    INVALID_EMAIL: 'This is not a valid e-mail address',
    IN_THE_FUTURE: 'This is in the future',
    WEAK_PASSWORD: 'Please choose a stronger password',
    TOO_MANY_ATTEMPTS: 'Too many attempts',
    FOOD_UNAVAILABLE: 'The food cannot be looked up right now',
    SUGGESTIONS_UNAVAILABLE: 'No suggestions right now',
  },
}

const de: Titles = {
  byStatus: {
    400: 'Bitte prüfe deine Eingabe',
    401: 'Bitte melde dich erneut an',
    403: 'Dafür fehlt dir die Berechtigung',
    404: 'Nicht gefunden',
    405: 'Das ist nicht möglich',
    409: 'Das gibt es schon',
    412: 'Auf einem anderen Gerät geändert',
    413: 'Zu viele Daten auf einmal',
    415: 'Dieses Format wird nicht unterstützt',
    422: 'Das kann nicht übernommen werden',
    426: 'Bitte aktualisiere die App',
    429: 'Zu viele Anfragen',
    500: 'Bei uns ist etwas schiefgegangen',
    503: 'Vorübergehend nicht verfügbar',
  },
  byCode: {
    BAD_CREDENTIALS: 'E-Mail-Adresse oder Passwort ist falsch',
    TOKEN_REQUIRED: 'Bitte melde dich an',
    ENTRY_NOT_FOUND: 'Eintrag nicht gefunden',
    FOOD_NOT_FOUND: 'Lebensmittel nicht gefunden',
    NOTIFICATION_NOT_FOUND: 'Mitteilung nicht gefunden',
    WEIGHT_NOT_FOUND: 'Gewicht nicht gefunden',
    EMAIL_TAKEN: 'Diese E-Mail-Adresse wird schon verwendet',
    REQUEST_IN_FLIGHT: 'Wird noch gespeichert',
    BARCODE_INVALID: 'Das ist kein gültiger Barcode',
    PORTION_NOT_FOUND: 'Diese Portion gibt es bei dem Lebensmittel nicht',
    INVALID_EMAIL: 'Das ist keine gültige E-Mail-Adresse',
    IN_THE_FUTURE: 'Das liegt in der Zukunft',
    WEAK_PASSWORD: 'Bitte wähle ein stärkeres Passwort',
    TOO_MANY_ATTEMPTS: 'Zu viele Versuche',
    FOOD_UNAVAILABLE: 'Das Lebensmittel lässt sich gerade nicht nachschlagen',
    SUGGESTIONS_UNAVAILABLE: 'Gerade keine Vorschläge',
  },
}

const LANGUAGES = { en, de }
export type Language = keyof typeof LANGUAGES
export const TITLE_LANGUAGES = Object.keys(LANGUAGES) as Language[]

/** A few words that an app may show as they are. */
export function problemTitle(language: Language, status: number, code: string): string {
  const { byStatus, byCode } = LANGUAGES[language]
  return byCode[code as ProblemCode] ?? byStatus[status] ?? byStatus[500]!
}
