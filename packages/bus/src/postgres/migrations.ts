import { fileURLToPath } from 'node:url'

/** Folder of the migrations of schema `bus`. */
export const BUS_MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url))
