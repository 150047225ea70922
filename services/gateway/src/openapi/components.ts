import type { ProblemStatus } from '../problems/problem-codes.ts'

/** Parts of the document that are no schemas of bodies: headers, parameters and the answers to what fails. */

const text = (description: string, more: object = {}) => ({
  description,
  schema: { type: 'string', ...more },
})
const whole = (description: string, example: number) => ({
  description,
  schema: { type: 'integer', format: 'int32', minimum: 0 },
  example,
})

export const headers = {
  'X-Request-Id': text(
    'Names the request in the log of the server. Please quote it when you report a fault.',
  ),
  ETag: text(
    'The version of what is answered: for If-Match when changing it, for If-None-Match when reading.',
  ),
  Location: text('The path of what was created', { format: 'uri-reference' }),
  'Content-Language': text('The language of title'),
  'RateLimit-Limit': whole('Requests a minute', 600),
  'RateLimit-Remaining': whole('Requests left in this minute', 598),
  'RateLimit-Reset': whole('Seconds until the minute is over', 42),
  'Retry-After': whole('Seconds after which another try makes sense', 1),
  'WWW-Authenticate': text(
    'Bearer, with error="invalid_token" when there is a token that is not valid (RFC 6750)',
  ),
}
export type HeaderName = keyof typeof headers

export const RATE_LIMIT_HEADERS: readonly HeaderName[] = [
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
]

const parameter = (name: string, description: string, schema: object) => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string', ...schema },
})

export const parameters = {
  'X-App-Version': parameter(
    'X-App-Version',
    'The version of the app, such as 1.4.0. An app that is too old for the server is answered 426.',
    { pattern: '^\\d{1,6}\\.\\d{1,6}\\.\\d{1,6}([-+][0-9A-Za-z.+-]{1,64})?$' },
  ),
  'Accept-Language': parameter(
    'Accept-Language',
    'The languages in which the title of a problem is wanted (RFC 9110): en or de, otherwise en.',
    {},
  ),
  'If-None-Match': parameter(
    'If-None-Match',
    'The ETag of the answer that the client has. If nothing has changed, the answer is 304 without a body.',
    {},
  ),
  'If-Match': parameter(
    'If-Match',
    'The version that is to be changed, as its ETag gives it. If there is a newer one, the answer is 412 and nothing is changed.',
    { pattern: '^(\\*|"\\d{1,18}")$' },
  ),
  'Idempotency-Key': parameter(
    'Idempotency-Key',
    'Chosen by the client for one request. Repeating the request with the same key has no second effect and gets the first answer; a different request with the same key is refused with 422.',
    { pattern: '^[\\x20-\\x7e]{1,255}$' },
  ),
}
export type ParameterName = keyof typeof parameters

/** Name in the document, meaning and own headers of each status. */
export const problemResponses: Record<ProblemStatus, [name: string, description: string, ...HeaderName[]]> = {
  400: [
    'BadRequest',
    'The request is malformed, or a field is missing, unknown or not valid; errors names each.',
  ],
  401: ['Unauthorized', 'There is no access token, or it is not valid.', 'WWW-Authenticate'],
  403: ['Forbidden', 'The token does not permit this.'],
  404: ['NotFound', 'It does not exist, or belongs to another person.'],
  405: ['MethodNotAllowed', 'The route does not know this method.'],
  409: ['Conflict', 'It conflicts with something that exists.'],
  412: ['PreconditionFailed', 'If-Match names a version that is no longer the current one.'],
  413: ['ContentTooLarge', 'The body is larger than 128 KiB.'],
  415: ['UnsupportedMediaType', 'The body is not JSON in UTF-8.'],
  422: [
    'UnprocessableContent',
    'The request is well-formed, and refused for a reason that no schema can state.',
  ],
  426: ['UpgradeRequired', 'The app is too old.'],
  429: ['TooManyRequests', 'Too many requests. Wait for Retry-After.', 'Retry-After'],
  500: ['InternalServerError', 'A fault of the server.'],
  503: [
    'ServiceUnavailable',
    'The server is overloaded, or a service that is needed cannot be reached. Wait for Retry-After.',
    'Retry-After',
  ],
}
