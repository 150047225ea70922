import { ConfigError } from '@mymacrotracker/config'
import { ServiceError } from '@mymacrotracker/errors'

/** Exits with 1: prints a known failure as a message, anything else with its stack. */
export function exitWithFaults(error: unknown): never {
  const { code, port } = error as { code?: string; port?: number }
  if (code === 'EADDRINUSE')
    console.error(`port ${port} is in use: choose another with PORT (API), ADMIN_PORT (health) or RPC_PORT`)
  else if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === '28P01' || code === '3D000')
    console.error(`the database cannot be reached: ${(error as Error).message || code} (see DATABASE_URL)`)
  else console.error(error instanceof ConfigError || error instanceof ServiceError ? error.message : error)
  process.exit(1)
}
