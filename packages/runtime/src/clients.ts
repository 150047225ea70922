import {
  AuthServiceClient,
  EventsServiceClient,
  IntegrationsServiceClient,
  NotifierServiceClient,
  ProfileServiceClient,
  RecommenderServiceClient,
  type AuthServiceService,
  type EventsServiceService,
  type IntegrationsServiceService,
  type NotifierServiceService,
  type ProfileServiceService,
  type RecommenderServiceService,
} from '@mymacrotracker/contracts'
import {
  createClient,
  type ClientOptions,
  type Connection,
  type RpcClient,
  type ServiceSpec,
} from '@mymacrotracker/rpc'
import type { ModuleName } from './settings.ts'

export interface Clients {
  readonly auth: RpcClient<AuthServiceService>
  readonly events: RpcClient<EventsServiceService>
  readonly integrations: RpcClient<IntegrationsServiceService>
  readonly notifier: RpcClient<NotifierServiceService>
  readonly profile: RpcClient<ProfileServiceService>
  readonly recommender: RpcClient<RecommenderServiceService>
  /** Connects to services elsewhere before anything is called, for at most so long; who is away is called later all the same. */
  connect(services: readonly ModuleName[], limitMs: number): Promise<void>
  close(): void
}

/**
 * A client of each service. `where` says how a service is reached; it is asked at the first call, so that modules can take
 * their clients before the others have started.
 */
export function createClients(where: (service: ModuleName) => ClientOptions): Clients {
  const open: Connection[] = []
  const openers = new Map<ModuleName, () => Connection>()
  const lazy = <S extends ServiceSpec>(
    service: ModuleName,
    Generated: Parameters<typeof createClient<S>>[0],
  ): RpcClient<S> => {
    let made: (RpcClient<S> & Connection) | undefined
    const client = () => {
      if (made) return made
      const opened = createClient(Generated, where(service))
      open.push(opened)
      return (made = opened)
    }
    openers.set(service, client)
    const methods = Object.keys(Generated.service).map((name) => [
      name,
      (request: never, context: never) =>
        (client()[name as keyof S] as (...args: never[]) => unknown)(request, context),
    ])
    return Object.fromEntries(methods) as RpcClient<S>
  }
  return {
    auth: lazy('auth', AuthServiceClient),
    events: lazy('events', EventsServiceClient),
    integrations: lazy('integrations', IntegrationsServiceClient),
    notifier: lazy('notifier', NotifierServiceClient),
    profile: lazy('profile', ProfileServiceClient),
    recommender: lazy('recommender', RecommenderServiceClient),
    connect: async (services, limitMs) => {
      await Promise.all(services.map((service) => openers.get(service)?.().connect(limitMs)))
    },
    close() {
      for (const client of open) client.close()
    },
  }
}
