import { METHODS } from './gen/methods.ts'
import { SERVICE_NAMES, SERVICES } from './gen/services.ts'

export { SERVICE_NAMES, SERVICES }

/** A service, by the name of its folder, its schema, its chart and its certificate. */
export type ServiceName = (typeof SERVICE_NAMES)[number]

/** `events` out of /mymacrotracker.events.v1.DiaryService/RecordEntry. */
export function serviceOf(path: string): ServiceName {
  const from = path.indexOf('.') + 1
  return path.slice(from, path.indexOf('.', from)) as ServiceName
}

/** The services that one may call, by the methods' rules. */
export function calleesOf(caller: ServiceName): ServiceName[] {
  const isCalled = (service: ServiceName) =>
    Object.entries(METHODS).some(
      ([path, { callers }]) =>
        serviceOf(path) === service && (callers.includes(caller) || callers.includes('*')),
    )
  return SERVICE_NAMES.filter((service) => service !== caller && isCalled(service))
}
