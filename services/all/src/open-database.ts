import { resolve } from 'node:path'
import { ConfigError } from '@mymacrotracker/config'
import { startEmbeddedPostgres } from '@mymacrotracker/database'
import { loadMasterKey, type Keys } from '@mymacrotracker/keys'
import { databaseUrlOf, keysOf, type Installation, type ProcessSettings } from '@mymacrotracker/runtime'
import { isServed, lockDataDir } from './data-dir-lock.ts'
import { modules } from './modules.ts'

export interface OpenDatabase extends Installation {
  /** For a person to read. */
  description: string
}

/** For a server: the Postgres of DATABASE_URL, else an embedded one, which belongs to this server alone and is kept running. */
export async function openServerDatabase(settings: ProcessSettings): Promise<OpenDatabase> {
  if (settings.DATABASE_URL) return openGiven(settings, settings.DATABASE_URL)
  if (hasOwnUrls(settings)) return openByRoles(settings)
  const dataDir = resolve(settings.DATA_DIR)
  const lock = await lockDataDir(dataDir)
  const keys = await openKeys(settings)
  const embedded = await startEmbeddedPostgres(dataDir)
  const watch = embedded.keepRunning((event) => console.error(`embedded Postgres ${event}`))
  return {
    ownerUrl: embedded.url,
    keys,
    description: `embedded Postgres under ${settings.DATA_DIR}${embedded.adopted ? ', taken over from an earlier start' : ''}`,
    async close() {
      watch.stop()
      await embedded.stop()
      await lock.release()
    },
  }
}

/** For a command, with or without a running server: a Postgres that another process started or uses is left running. */
export async function openCommandDatabase(settings: ProcessSettings): Promise<OpenDatabase> {
  if (settings.DATABASE_URL) return openGiven(settings, settings.DATABASE_URL)
  if (hasOwnUrls(settings)) return openByRoles(settings)
  const dataDir = resolve(settings.DATA_DIR)
  const keys = await openKeys(settings)
  const embedded = await startEmbeddedPostgres(dataDir)
  return {
    ownerUrl: embedded.url,
    keys,
    description: `embedded Postgres under ${settings.DATA_DIR}`,
    async close() {
      if (!embedded.adopted && !(await isServed(dataDir))) await embedded.stop()
    },
  }
}

async function openGiven(settings: ProcessSettings, ownerUrl: string): Promise<OpenDatabase> {
  const url = URL.parse(ownerUrl)
  if (!url)
    throw new ConfigError([
      { variable: 'DATABASE_URL', message: 'must be postgresql://user:password@host:port/database' },
    ])
  const keys = await openKeys(settings)
  return { ownerUrl, keys, description: `Postgres at ${url.host}`, close: async () => {} }
}

/** Where this installation keeps files: none, when both the database and the keys are given. */
export function dataDirOf(settings: ProcessSettings): string | undefined {
  const { DATABASE_URL, DATA_DIR } = settings
  return (DATABASE_URL || hasOwnUrls(settings)) && hasKeys(settings) ? undefined : resolve(DATA_DIR)
}

/** Whether every module of this process, and its bus, has a connection by its own role: then it needs no owner's. */
function hasOwnUrls(settings: ProcessSettings): boolean {
  const needsBus = [settings.BUS, settings.BUS_FROM].includes('postgres')
  return (
    withDatabase(settings).every((name) => databaseUrlOf(settings, name)) &&
    (!needsBus || Boolean(settings.BUS_DATABASE_URL))
  )
}

async function openByRoles(settings: ProcessSettings): Promise<OpenDatabase> {
  return {
    ownerUrl: undefined,
    keys: await openKeys(settings),
    description: 'Postgres, each module by its own role',
    close: async () => {},
  }
}

/** The keys that were given; in development a master key that is made when they are not enough. */
async function openKeys(settings: ProcessSettings): Promise<Keys> {
  if (hasKeys(settings)) return keysOf(settings)
  return keysOf(settings, await loadMasterKey({ dataDir: resolve(settings.DATA_DIR) }))
}

/** Whether the keys that were given are enough, or must be: in production none are made. */
function hasKeys(settings: ProcessSettings): boolean {
  const given = keysOf(settings)
  return settings.NODE_ENV === 'production' || withDatabase(settings).every((name) => given.has(name))
}

/** Modules of this process that have a database. */
const withDatabase = ({ MODULES }: ProcessSettings) =>
  modules.filter(({ name, migrations }) => migrations && MODULES.includes(name)).map(({ name }) => name)
