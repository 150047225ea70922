import { UnavailableError } from '@mymacrotracker/errors'

/** A call that found no connection or lost it. Who failed to reach somebody further down is no such error. */
export class UnreachableError extends UnavailableError {
  /** False when the call surely never left this process. */
  readonly wasSent: boolean

  constructor(service: string, why: string, { wasSent }: { wasSent: boolean }) {
    super('SERVICE_UNREACHABLE', `${service} cannot be reached`, { cause: new Error(why) })
    this.wasSent = wasSent
  }
}
