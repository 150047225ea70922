import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@jest/globals'
import { createClients } from '../src/clients.ts'

/** Takes connections and never says a word. */
async function startSilentServer() {
  let connections = 0
  const sockets = new Set<{ destroy(): void }>()
  const server = createServer((socket) => { connections++; sockets.add(socket); socket.on('error', () => {}) })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return { port: (server.address() as AddressInfo).port, connections: () => connections, close() { for (const each of sockets) each.destroy(); server.close() } }
}

test('a process connects to whom it is going to call, and starts without who is silent or away', async () => {
  const silent = await startSilentServer()
  const address = { auth: `k8s:///localhost:${silent.port}`, events: 'k8s:///localhost:1' } as Record<string, string>
  const clients = createClients((service) => ({ address: address[service]!, service, peer: 'gateway' }))
  expect(silent.connections()).toBe(0)
  await clients.connect(['auth', 'events'], 1500)
  expect(silent.connections()).toBeGreaterThan(0)
  await clients.connect([], 300)
  clients.close()
  silent.close()
})
