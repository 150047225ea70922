/** What a problem's `code` can be, by status, with its meaning for whoever writes a client. A code keeps its status and meaning for ever. */
const CODES = {
  400: {
    BODY_MALFORMED: 'The body is not JSON in UTF-8.',
    PATH_MALFORMED: 'The path is not percent-encoded UTF-8.',
    UNKNOWN_FIELD: 'The call has no field or query parameter of this name.',
    REQUIRED: 'A required field is missing.',
    WRONG_TYPE: 'The value has another JSON type than the field.',
    NOT_ALLOWED: 'The value is none of those allowed.',
    NOT_TOGETHER: 'Fields that exclude each other were sent together.',
    OUT_OF_RANGE: 'A number, day or instant is outside its limits.',
    LENGTH: 'A text or list is too short or too long.',
    TOO_LARGE: 'The body has more values than any call takes.',
    TOO_DEEP: 'The body is nested too deeply.',
    DUPLICATE: 'The same thing is given twice.',
    FORMAT_INVALID: 'A text or header does not have the required form.',
    TEXT_INVALID: 'A text contains characters that no field may hold.',
    DATE_INVALID: 'Not a real day in the form YYYY-MM-DD.',
    INSTANT_INVALID: 'Not an RFC 3339 instant with an offset.',
    TIME_INVALID: 'Not a time of day in the form HH:MM.',
    ID_INVALID: 'Not an RFC 9562 UUID of version 1 to 8.',
    INVALID: 'The value is not valid, for a reason that has no code of its own.',
    VALUE_UNKNOWN: 'The value is none of those the field knows.',
    NUTRIENT_UNKNOWN: 'There is no such nutrient, or it cannot have a target.',
    RANGE_TOO_LONG: 'From and to are too many days apart.',
    CURSOR_INVALID: 'The cursor does not come from this list.',
    BARCODE_INVALID: 'Not an EAN-8, UPC-E, UPC-A, EAN-13 or GTIN-14, or its check digit is wrong.',
    PORTION_NOT_FOUND: 'The food has no portion of this name; the detail lists those it has.',
    IN_THE_FUTURE: 'A measurement is later than now.',
    AGE_OUT_OF_RANGE: 'The birth date gives an age that is not supported.',
    TIME_ZONE_UNKNOWN: 'Not an IANA time zone.',
    LOCALE_INVALID: 'Not a BCP 47 language tag.',
    INVALID_EMAIL: 'Not an e-mail address.',
  },
  401: {
    TOKEN_REQUIRED: 'There is no access token.',
    TOKEN_INVALID: 'The access token was not issued here, or is damaged.',
    TOKEN_EXPIRED: 'The access token has expired: refresh it and try again.',
    SESSION_REVOKED: 'The session has ended: sign in again.',
    BAD_CREDENTIALS: 'E-mail address and password do not match an account.',
    REFRESH_TOKEN_INVALID: 'The refresh token is unknown, used or expired: sign in again.',
  },
  403: {
    SCOPE_MISSING: 'The token does not permit this call.',
  },
  404: {
    ROUTE_NOT_FOUND: 'There is no such route.',
    ENTRY_NOT_FOUND: 'The person has no diary entry with this id.',
    FOOD_NOT_FOUND: 'Neither the catalogue nor the person has this food.',
    NOTIFICATION_NOT_FOUND: 'The person has no notification with this id.',
    WEIGHT_NOT_FOUND: 'The person has no weight with this id.',
  },
  405: {
    METHOD_NOT_ALLOWED: 'The route does not know this method; Allow lists those it does.',
  },
  409: {
    EMAIL_TAKEN: 'There is already an account with this e-mail address.',
    ENTRY_EXISTS: 'Another entry, or one that was deleted, has this id.',
    FOOD_EXISTS: 'Another food has this id.',
    WEIGHT_EXISTS: 'Another weight has this id.',
    REQUEST_IN_FLIGHT: 'A request with the same Idempotency-Key is still being handled: try again.',
  },
  412: {
    VERSION_MISMATCH: 'If-Match names a version that is no longer the current one: read again, then decide.',
  },
  413: {
    BODY_TOO_LARGE: 'The body is larger than 128 KiB.',
  },
  415: {
    UNSUPPORTED_MEDIA_TYPE: 'The body is not application/json in UTF-8.',
  },
  422: {
    WEAK_PASSWORD: 'The password is too short or too easy to guess.',
    IDEMPOTENCY_KEY_REUSED: 'The Idempotency-Key was used for a different request.',
  },
  426: {
    APP_TOO_OLD: 'X-App-Version is older than the oldest app that is served: update the app.',
  },
  429: {
    RATE_LIMITED: 'More requests than the person or the address may send in a minute.',
    TOO_MANY_ATTEMPTS: 'Too many attempts to sign in or up.',
    TOO_MANY_SIGN_INS: 'Too many people are signing in at the same moment.',
    TOO_MANY_CALLS: 'A service has too many calls waiting.',
    DATABASE_BUSY: 'Every database connection is in use.',
    SOLVER_BUSY: 'Too many suggestions are being worked out.',
    MESSAGE_TOO_LARGE: 'The request is larger than a service takes.',
    ANSWER_TOO_LARGE: 'The answer is larger than a service sends: ask for less at once.',
  },
  500: {
    INTERNAL: 'A fault of the server. It is logged under X-Request-Id.',
  },
  503: {
    OVERLOADED: 'The server has too much to do.',
    DEADLINE_EXCEEDED: 'No answer in time. A write may have happened: repeat it with the same id or key.',
    CANCELLED: 'The call was broken off before it was answered.',
    UNAVAILABLE: 'A service that is needed cannot be reached.',
    UNIMPLEMENTED: 'A service that is needed is of another release.',
    DATABASE_UNAVAILABLE: 'The database cannot be reached.',
    DATABASE_TIMEOUT: 'The database did not answer in time.',
    KEY_SET_UNAVAILABLE: 'Access tokens cannot be checked.',
    FOOD_UNAVAILABLE: 'The food cannot be looked up. Keep the entry and send it later.',
    SUGGESTIONS_UNAVAILABLE: 'What suggestions are made from cannot be had.',
    SOLVER_STOPPED: 'The process that works out suggestions was stopped.',
  },
} as const

type CodesByStatus = typeof CODES
export type ProblemStatus = keyof CodesByStatus
export type ProblemCode = { [S in ProblemStatus]: keyof CodesByStatus[S] }[ProblemStatus]

export interface KnownProblem {
  code: ProblemCode
  status: ProblemStatus
  meaning: string
}

/** Every code, in the order of statuses. */
export const PROBLEMS: readonly KnownProblem[] = Object.entries(CODES).flatMap(([status, codes]) =>
  Object.entries(codes).map(([code, meaning]) => ({
    code: code as ProblemCode,
    status: Number(status) as ProblemStatus,
    meaning,
  })),
)
const BY_CODE = new Map<string, KnownProblem>(PROBLEMS.map((each) => [each.code, each]))

export const problemOf = (code: string): KnownProblem | undefined => BY_CODE.get(code)
