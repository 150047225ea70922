// A real NATS with JetStream on this machine, until Ctrl-C.
//   npm run broker:nats -- [--servers 1|3] [--port 4222] [--dir <folder>]
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startNats } from './nats-cluster.ts'

const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: '1' },
    port: { type: 'string', default: '4222' },
    dir: { type: 'string' },
  },
})
if (values.servers !== '1' && values.servers !== '3') throw new Error('--servers must be 1 or 3')
const servers = values.servers === '3' ? 3 : 1
const dir = values.dir ?? join(import.meta.dirname, `../../.cache/nats/data-${servers}`)
const startedAt = performance.now()
const cluster = await startNats({ servers, dir, port: Number(values.port) })

console.log(`
  NATS is ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${servers === 1 ? 'one server' : 'a cluster of three'}, JetStream, every write flushed

  URL       ${cluster.servers.map((server) => `nats://${server}`).join(', ')}
  Use it    BUS=nats NATS_SERVERS=${cluster.servers.join(',')} npm start
  Data      ${dir}
`)
await new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
})
console.log('stopping')
await cluster.stop()
process.exit(0)
