import { generateKeyPairSync } from 'node:crypto'
import { KeysServiceService } from '@mymacrotracker/contracts/auth/v1/keys_service'
import { createDenyList, createDispatcher, createTokenVerifier, type Dispatcher } from '@mymacrotracker/rpc'
import { createLogger, createMetrics } from '@mymacrotracker/telemetry'

/** The auth service with one method that returns at once: everything but the handler is real. */
export function benchDispatcher(): Dispatcher {
  const jwksJson = JSON.stringify({
    keys: [1, 2].map((n) => ({
      ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
      kid: String(n),
      use: 'sig',
    })),
  })
  const handlers = {
    getKeySet: async () => ({ jwksJson }),
  }
  return createDispatcher({
    registrations: [{ definition: KeysServiceService, handlers }],
    logger: createLogger({ level: 'silent', name: 'bench' }),
    metrics: createMetrics(),
    maxInFlight: 512,
    verifier: createTokenVerifier({ fetchKeySet: async () => jwksJson, denyList: createDenyList() }),
  })
}
