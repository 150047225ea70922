import { spawn, type ChildProcess } from 'node:child_process'
import { expect, test } from '@jest/globals'
import { TEST_KEY, createTestDatabase, eventually, freePort } from '@mymacrotracker/testing'
import { openGate } from '@mymacrotracker/testing/gate'

interface Started {
  child: ChildProcess
  asks(path: string): Promise<number>
}

async function startProfile(databaseUrl: string): Promise<Started> {
  const adminPort = await freePort()
  const child = spawn(process.execPath, ['services/profile/dist/main.js'], {
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'test',
      LOG_LEVEL: 'fatal',
      DATABASE_URL: databaseUrl,
      MASTER_KEY: TEST_KEY.toString('base64'),
      ADMIN_PORT: String(adminPort),
      AUTH_ADDR: 'grpc://127.0.0.1:9',
      RPC_SHARED_SECRET: 'a secret of this test alone',
      STOP_GRACE_MS: '1000',
    },
  })
  return { child, asks: async (path) => (await fetch(`http://127.0.0.1:${adminPort}${path}`)).status }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code))
    child.kill('SIGTERM')
  })
}

test('a service that still waits for its database is alive, not ready, and ends when it is told to', async () => {
  const { child, asks } = await startProfile(`postgresql://postgres:x@127.0.0.1:${await freePort()}/nothing`)
  await eventually(async () => expect(await asks('/healthz')).toBe(200))
  expect(await asks('/readyz')).toBe(503)
  expect(await ended(child)).toBe(0)
})

test('a stop ends although the database answers no more', async () => {
  const database = await createTestDatabase()
  const url = new URL(database.ownerUrl)
  const gate = await openGate(Number(url.port))
  url.port = String(gate.port)
  const { child, asks } = await startProfile(url.href)
  await eventually(async () => expect(await asks('/readyz')).toBe(200))
  gate.silence()
  expect([0, 1]).toContain(await ended(child))
  await gate.close()
  await database.drop()
})
