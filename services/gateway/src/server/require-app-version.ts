import { InvalidError } from '@mymacrotracker/errors'
import type { RequestHandler } from 'express'
import { isOlderVersion, versionNumbers } from './is-older-version.ts'

/** Refuses apps older than the oldest that is served. A caller that names no version is no app. */
export function requireAppVersion(oldest: string | undefined): RequestHandler {
  const least = oldest === undefined ? undefined : versionNumbers(oldest)
  return (request, _response, next) => {
    const given = request.get('x-app-version')
    if (given === undefined || !least) return next()
    const version = versionNumbers(given)
    if (!version)
      throw InvalidError.field('X-App-Version', 'FORMAT_INVALID', 'must be a version such as 1.4.0')
    if (isOlderVersion(version, least))
      throw new InvalidError('APP_TOO_OLD', `version ${oldest} or later of the app is needed`)
    next()
  }
}
