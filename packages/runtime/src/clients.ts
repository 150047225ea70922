import { SERVICES, type ServiceName } from '@mymacrotracker/contracts'
import {
  connect,
  type ClientOptions,
  type Connection,
  type RpcClient,
  type ServiceSpec,
} from '@mymacrotracker/rpc'

type Contracts = typeof SERVICES

/** A typed client of every feature of every service: `clients.events.diary.getDay(…)`. */
export type Clients = {
  readonly [S in keyof Contracts]: { readonly [F in keyof Contracts[S]]: RpcClient<Contracts[S][F]> }
} & {
  /** Connects to services in other processes before the first call, waiting at most `limitMs`. One that is away can still be called later. */
  connect(services: readonly ServiceName[], limitMs: number): Promise<void>
  close(): void
}

/**
 * Clients of all services, one connection each. `where` says how a service is reached. It is called at the first call, so that
 * modules can get their clients before the others have started.
 */
export function createClients(where: (service: ServiceName) => ClientOptions): Clients {
  const open = new Map<ServiceName, Connection>()
  const connectionTo = (service: ServiceName): Connection => {
    let connection = open.get(service)
    if (!connection) open.set(service, (connection = connect(where(service))))
    return connection
  }
  const clients = Object.entries(SERVICES).map(([service, features]) => [
    service,
    Object.fromEntries(
      Object.entries(features).map(([feature, definition]) => [
        feature,
        lazily(definition, () => connectionTo(service as ServiceName)),
      ]),
    ),
  ])
  return {
    ...(Object.fromEntries(clients) as Omit<Clients, 'connect' | 'close'>),
    connect: async (services, limitMs) => {
      await Promise.all(services.map((service) => connectionTo(service).connect(limitMs)))
    },
    close() {
      for (const connection of open.values()) connection.close()
    },
  }
}

type AnyCall = (request: unknown, context: unknown) => unknown

/** The methods of a client that is created at its first call. */
function lazily(definition: ServiceSpec, connection: () => Connection): Record<string, AnyCall> {
  let made: Record<string, AnyCall> | undefined
  const client = () => (made ??= connection().client(definition) as unknown as Record<string, AnyCall>)
  return Object.fromEntries(
    Object.keys(definition).map((name) => [
      name,
      (request: unknown, context: unknown) => client()[name]!(request, context),
    ]),
  )
}
