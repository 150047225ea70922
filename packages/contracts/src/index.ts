export { METHODS } from './gen/methods.ts'
export type { MethodRule } from './method-rule.ts'
export * from './nutrients.ts'
export * from './topics.ts'
export { AuthServiceClient, AuthServiceService } from './gen/mymacrotracker/auth/v1/auth_service.ts'
export { EventsServiceClient, EventsServiceService } from './gen/mymacrotracker/events/v1/events_service.ts'
export {
  IntegrationsServiceClient,
  IntegrationsServiceService,
} from './gen/mymacrotracker/integrations/v1/integrations_service.ts'
export {
  NotifierServiceClient,
  NotifierServiceService,
} from './gen/mymacrotracker/notifier/v1/notifier_service.ts'
export {
  ProfileServiceClient,
  ProfileServiceService,
} from './gen/mymacrotracker/profile/v1/profile_service.ts'
export {
  RecommenderServiceClient,
  RecommenderServiceService,
} from './gen/mymacrotracker/recommender/v1/recommender_service.ts'
export * from './local-day.ts'
