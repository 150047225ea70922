import type { TokenVerifier } from '@mymacrotracker/rpc'
import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import type { GatewayConfig } from '../config.ts'
import type { InFlight } from './in-flight.ts'
import type { RateLimits } from './rate-limits.ts'
import { parseJson, readBody } from './read-body.ts'
import { readInput } from './read-input.ts'
import { bearerOf, expectedVersionOf, idempotencyOf } from './request-headers.ts'
import { isAuthRoute, takesIdempotencyKey, type Answer, type RequestCall, type Route } from './route.ts'

/** The query of a route that takes none. */
const NO_QUERY = z.strictObject({})

export interface RouteRunner {
  config: GatewayConfig
  verifier: TokenVerifier
  limits: RateLimits
  inFlight: InFlight
}

/** A request from the door to the answer. What is cheap to refuse is refused first, and nothing is read from strangers. */
export function runRoute(route: Route, { config, verifier, limits, inFlight }: RouteRunner): RequestHandler {
  return async (request, response) => {
    response.locals['route'] = route.path
    const signal = hangUpSignal(response)
    inFlight.requireRoom(route.priority)
    const token = await admit(route, request, response)
    const raw = route.body ? await readBody(request, response) : Buffer.alloc(0)
    const answered = inFlight.enter(route.priority, response)
    const input = inputOf(route, request, raw)
    const call: RequestCall = {
      deadlineAt: Date.now() + config.REQUEST_DEADLINE_MS,
      signal,
      token,
      remoteAddress: request.ip ?? '',
      traceparent: response.locals['traceparent'] as string,
      idempotency: takesIdempotencyKey(route) ? idempotencyOf(request, raw) : undefined,
    }
    const answer = await route.handle(input, call).finally(answered)
    if (config.VALIDATE_ANSWERS) validate(route, answer)
    send(route, response, answer)
  }

  async function admit({ access }: Route, request: Request, response: Response): Promise<string | undefined> {
    if (isAuthRoute(route)) await limits.countAddress(request.ip ?? '', response)
    if (access === 'public') return undefined
    const token = bearerOf(request)
    const { subjectId } = await verifier.verify(token)
    await limits.countUser(subjectId, response)
    return token
  }
}

function inputOf(
  { params, query, body, takesIfMatch }: Route,
  request: Request,
  raw: Buffer,
): Parameters<Route['handle']>[0] {
  const none = undefined
  return {
    params: params ? readInput(params, request.params) : none,
    query: readInput(query ?? NO_QUERY, request.query),
    body: body ? readInput(body, parseJson(raw)) : none,
    expectedVersion: takesIfMatch ? expectedVersionOf(request) : none,
  }
}

function send({ method, access }: Route, response: Response, { status, body, headers = {} }: Answer): void {
  if (response.destroyed) return
  response.set('Cache-Control', method === 'get' && access === 'user' ? 'private, no-cache' : 'no-store')
  response.status(status).set(headers)
  if (body === undefined) response.end()
  else response.json(body)
}

/** What the document does not say must not be sent; a test finds out before a phone does. */
function validate({ name, answers }: Route, { status, body }: Answer): void {
  const spec = answers[status]
  if (!spec) throw new Error(`${name} declares no answer ${status}`)
  const result = spec.schema?.safeParse(JSON.parse(JSON.stringify(body ?? null)))
  if (result && !result.success)
    throw new Error(`${name} answered ${status} against its schema: ${result.error.message}`)
}

function hangUpSignal(response: Response): AbortSignal {
  const abort = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) abort.abort(new Error('the phone hung up'))
  })
  return abort.signal
}
