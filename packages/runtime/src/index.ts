export { defineModule, joinFeatures, registration } from './module.ts'
export type {
  FeatureParts,
  ModuleDefinition,
  ModuleResources,
  ModuleParts,
  Job,
  Listener,
  Clock,
} from './module.ts'
export { runModules } from './run-modules.ts'
export type { RunningProcess, RunOptions } from './run-modules.ts'
export { migrateModules, roleUrl } from './migrate-modules.ts'
export { keysOf } from './keys.ts'
export { processSettings } from './settings.ts'
export type { ProcessSettings } from './settings.ts'
export { readSettings } from './read-settings.ts'
export { createClients } from './clients.ts'
export type { Clients } from './clients.ts'
export { runCommand, serve } from './entry-point.ts'
export type { Installation } from './entry-point.ts'
export { runServiceCommand } from './service-command.ts'
export type { ServiceCommand } from './service-command.ts'
export { redrive, openCommandBus } from './redrive.ts'
export { runService } from './run-service.ts'
