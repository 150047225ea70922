import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { freePort, unprivilegedUser } from '@mymacrotracker/database'
import { eventually } from '@mymacrotracker/testing'

const MAIN = join(import.meta.dirname, '../../dist/main.js')
const isRoot = process.getuid?.() === 0
const asRoot = isRoot && process.platform === 'linux' ? test : test.skip
/** CAP_DAC_READ_SEARCH, as /proc writes it. */
const READ_ONLY = '0000000000000004'
const NOTHING = '0000000000000000'

let folder: string
let server: ChildProcess | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-root-'))
})
afterEach(async () => {
  await stop()
  rmSync(folder, { recursive: true })
})

async function start(): Promise<{ uid: number; capabilities: string }> {
  const adminPort = await freePort()
  const dataDir = join(folder, 'data')
  const env = { ...process.env, DATA_DIR: dataDir, PORT: '0', ADMIN_PORT: String(adminPort) }
  const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env,
    stdio: 'ignore',
  })
  server = started
  await eventually(async () => {
    const { status } = await fetch(`http://127.0.0.1:${adminPort}/readyz`)
    expect(status).toBe(200)
  }, 60_000)
  const about = readFileSync(`/proc/${started.pid}/status`, 'utf8')
  const [, uid] = /^Uid:\t(\d+)/m.exec(about)!
  const [, capabilities] = /^CapEff:\t(\w+)/m.exec(about)!
  return { uid: Number(uid), capabilities: capabilities! }
}

async function stop(): Promise<void> {
  if (server?.exitCode !== null || !server) return
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  expect((await ended)[0]).toBe(0)
}

asRoot('a server that root started has no right of root, and its files are its own', async () => {
  chmodSync(folder, 0o755)
  const { uid, capabilities } = await start()
  const expected = unprivilegedUser()!.ids.uid
  expect(uid).toBe(expected)
  expect([NOTHING, READ_ONLY]).toContain(capabilities)
  for (const name of ['data', 'data/master.key', 'data/postgres'])
    expect(statSync(join(folder, name)).uid).toBe(expected)
})

asRoot('where only root may enter it keeps the right to read alone, and finds its data again', async () => {
  expect((await start()).capabilities).toBe(READ_ONLY)
  const { ino } = statSync(join(folder, 'data/postgres'))
  await stop()
  expect((await start()).capabilities).toBe(READ_ONLY)
  expect(statSync(join(folder, 'data/postgres')).ino).toBe(ino)
})
