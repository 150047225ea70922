export { readConfig, ConfigError } from './read-config.ts'
export type { ConfigFault } from './read-config.ts'
export { port, durationMs, flag, secrets, list } from './settings.ts'
