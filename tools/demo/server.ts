import { resolve } from 'node:path'
import { execa } from 'execa'
import { newFolder, removeFolder } from '../lib/folders.ts'
import { Server } from '../lib/server.ts'
import { ROOT } from '../lib/services.ts'

export interface DemoServer {
  url: string
  stop(): Promise<void>
}

/** Whether a MyMacroTracker answers there: its key set needs no token. */
export async function isServing(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/.well-known/jwks.json`, { signal: AbortSignal.timeout(2000) })
    return response.ok && Array.isArray(((await response.json()) as { keys?: unknown }).keys)
  } catch {
    return false
  }
}

/** Imports USDA SR files with the project's own command, into the database that the environment names. */
export async function importFoods(folder: string, env: Record<string, string> = {}): Promise<void> {
  const source = resolve(folder)
  await execa({
    cwd: ROOT,
    env,
    stdio: 'inherit',
  })`${process.execPath} tools/run.mjs foods:import --source usda-sr --path ${source}`
}

/** The seven in one process, on an empty database in a temporary folder that is removed when it stops. */
export async function startServer(foods?: string, signal?: AbortSignal): Promise<DemoServer> {
  const dataDir = newFolder('demo')
  const server = await Server.create({ dataDir })
  const stop = async () => {
    await server.stop()
    removeFolder(dataDir)
  }
  try {
    if (foods !== undefined) await importFoods(foods, { DATA_DIR: dataDir })
    signal?.throwIfAborted()
    // Waits even when interrupted: a signal during the start would leave its Postgres running.
    await server.start()
    signal?.throwIfAborted()
    return { url: server.url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
