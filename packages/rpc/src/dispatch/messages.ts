import { InvalidError, ResourceExhaustedError } from '@mymacrotracker/errors'
import type { ServiceSpec } from '../handler.ts'

type Definition = ServiceSpec[string]

/** Of one request or response, encoded. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024

export function decodeRequest(definition: Definition, bytes: Buffer): unknown {
  if (bytes.length > MAX_MESSAGE_BYTES)
    throw new ResourceExhaustedError('MESSAGE_TOO_LARGE', `a message is at most ${MAX_MESSAGE_BYTES} bytes`)
  try {
    return definition.requestDeserialize(bytes)
  } catch {
    throw new InvalidError('MESSAGE_MALFORMED', 'the message cannot be read')
  }
}

export function encodeResponse(definition: Definition, response: unknown): Buffer {
  const bytes = definition.responseSerialize(response)
  if (bytes.length > MAX_MESSAGE_BYTES)
    throw new ResourceExhaustedError('ANSWER_TOO_LARGE', `an answer is at most ${MAX_MESSAGE_BYTES} bytes`)
  return bytes
}
