import type { Clients, Clock } from '@mymacrotracker/runtime'

/** What a route may need. */
export interface GatewayContext {
  clients: Clients
  clock: Clock
}
