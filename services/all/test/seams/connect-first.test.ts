import { createServer, type AddressInfo, type Socket } from 'node:net'
import { masterKeyOf } from '@mymacrotracker/keys'
import { readSettings, runModules } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase } from '@mymacrotracker/testing'
import { expect, test } from '@jest/globals'
import { modules } from '@mymacrotracker/all/modules'

test('a process that is ready has connected to those it calls, and is ready without those who are away', async () => {
  const database = await createTestDatabase()
  const connections = new Set<Socket>()
  const silent = createServer((socket) => {
    connections.add(socket.on('error', () => {}))
  })
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve)
  })
  const settings = readSettings(modules, {
    NODE_ENV: 'test',
    LOG_LEVEL: 'fatal',
    ADMIN_PORT: '0',
    RPC_PORT: '0',
    MODULES: 'events',
    RPC_SHARED_SECRET: 'a secret of this test alone',
    PROFILE_ADDR: `k8s:///localhost:${(silent.address() as AddressInfo).port}`,
    AUTH_ADDR: 'k8s:///localhost:1',
    INTEGRATIONS_ADDR: 'grpc://127.0.0.1:1',
  })
  const running = await runModules({
    available: modules,
    settings,
    keys: masterKeyOf(TEST_KEY),
    ownerUrl: database.ownerUrl,
  })
  expect(connections.size).toBeGreaterThan(0)
  expect((await fetch(`http://127.0.0.1:${running.adminPort}/readyz`)).status).toBe(200)
  await running.stop()
  for (const each of connections) each.destroy()
  silent.close()
  await database.drop()
})
