import { UnavailableError } from '@mymacrotracker/errors'

/** A call that found no connection or lost it. A service that could not reach another one fails differently. */
export class UnreachableError extends UnavailableError {
  /** False when the call certainly never left this process. */
  readonly wasSent: boolean

  constructor(service: string, why: string, { wasSent }: { wasSent: boolean }) {
    super('SERVICE_UNREACHABLE', `${service} cannot be reached`, { cause: new Error(why) })
    this.wasSent = wasSent
  }
}
