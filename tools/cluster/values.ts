import type { Service } from '../images/services.ts'

/** What the charts are told here; the rest is as it comes. */
export function valuesOf(service: Service): Record<string, unknown> {
  return {
    bus: { kafka: { brokers: ['kafka-bootstrap.data:9092'] } },
    ...(settings[service] && { extraEnv: settings[service] }),
  }
}

/** Many people share few addresses, and sign up at once. Two cores carry three zones: while a process starts the others stand still for seconds. */
const settings: Partial<Record<Service, Record<string, string>>> = {
  auth: { SIGN_UP_LIMIT: '100000' },
  gateway: {
    TRUST_PROXY: '1',
    RATE_LIMIT_ADDRESS_PER_MIN: '1000000',
    RATE_LIMIT_USER_PER_MIN: '1000000',
    REQUEST_DEADLINE_MS: '4000',
  },
}
