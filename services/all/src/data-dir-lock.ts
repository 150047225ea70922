import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '@mymacrotracker/config'

/**
 * One server per data folder: two would each stop the Postgres that both use. The lock is a local socket, which the system
 * closes when its process dies, however it dies. Throws a ConfigError that names DATA_DIR when another server holds it.
 */
export async function lockDataDir(dataDir: string): Promise<{ release(): Promise<void> }> {
  const path = socketOf(dataDir)
  if (await isServed(dataDir))
    throw new ConfigError([
      {
        variable: 'DATA_DIR',
        message: `${dataDir} is in use by another server; stop that one, or choose another folder`,
      },
    ])
  await rm(path, { force: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPERM' && error.code !== 'EACCES') throw error
    throw new ConfigError([
      { variable: 'DATA_DIR', message: `remove ${path}: a server that ran as another user left it behind` },
    ])
  })
  const server = createServer((socket) => socket.end()).unref()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  return {
    release: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
      }),
  }
}

/** Whether a server is running on a data folder. */
export function isServed(dataDir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(socketOf(dataDir))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** Short, whatever the folder's path: the name of a socket may have about a hundred characters. */
function socketOf(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true })
  const name = `mymacrotracker-${createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16)}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`)
}
