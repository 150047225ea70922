import { resolve } from 'node:path'
import { ConfigError, loadMasterKey, type MasterKey } from '@mymacrotracker/config'
import { startEmbeddedPostgres } from '@mymacrotracker/database'
import type { ProcessSettings } from '@mymacrotracker/runtime'
import { isServed, lockDataDir } from './data-dir-lock.ts'

/** The database of this installation and the key that its secrets come from. */
export interface OpenDatabase {
  ownerUrl: string
  key: MasterKey
  /** In words, for a person. */
  description: string
  close(): Promise<void>
}

/** For a server: the Postgres that DATABASE_URL names, else the embedded one, which is then this server's alone and kept running. */
export async function openServerDatabase(settings: ProcessSettings): Promise<OpenDatabase> {
  if (settings.DATABASE_URL) return openGiven(settings, settings.DATABASE_URL)
  const dataDir = resolve(settings.DATA_DIR)
  const lock = await lockDataDir(dataDir)
  const key = await loadMasterKey({ given: settings.MASTER_KEY, dataDir })
  const embedded = await startEmbeddedPostgres(dataDir)
  const watch = embedded.keepRunning((event) => console.error(`embedded Postgres ${event}`))
  return {
    ownerUrl: embedded.url,
    key,
    description: `embedded Postgres under ${settings.DATA_DIR}${embedded.adopted ? ', taken over from an earlier start' : ''}`,
    async close() {
      watch.stop()
      await embedded.stop()
      await lock.release()
    },
  }
}

/** For a command beside a server, or without one: leaves a Postgres alone that somebody else started or serves. */
export async function openCommandDatabase(settings: ProcessSettings): Promise<OpenDatabase> {
  if (settings.DATABASE_URL) return openGiven(settings, settings.DATABASE_URL)
  const dataDir = resolve(settings.DATA_DIR)
  const key = await loadMasterKey({ given: settings.MASTER_KEY, dataDir })
  const embedded = await startEmbeddedPostgres(dataDir)
  return {
    ownerUrl: embedded.url,
    key,
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
  const key = await loadMasterKey({ given: settings.MASTER_KEY, dataDir: resolve(settings.DATA_DIR) })
  return { ownerUrl, key, description: `Postgres at ${url.host}`, close: async () => {} }
}
